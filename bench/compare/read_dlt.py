"""Reads the seed's API with dlt's rest_api source and counts the records.

The records are only iterated over: nothing is normalized, written or loaded.
"""

from dlt.sources.rest_api import rest_api_source

source = rest_api_source(
    {
        "client": {
            "base_url": "http://127.0.0.1:8766/v2",
            "auth": {"type": "bearer", "token": "demo-token"},
        },
        "resources": [
            {
                "name": "resource_name",
                "endpoint": {
                    "path": "/v1/resource",
                    "params": {"per_page": 1000},
                    "data_selector": "items[*].data",
                    "paginator": {
                        "type": "page_number",
                        "base_page": 1,
                        "page_param": "page",
                        "total_path": None,
                    },
                },
            }
        ],
    }
)

print(sum(1 for _ in source.resources["resource_name"]))
