"""APIs of a line or two that cases are made of."""

from case import Answer


def rows(first: int, last: int | None = None) -> list:
    """Records with the ids first to last, or just first of them from 1."""
    if last is None:
        first, last = 1, first
    return [{"id": i} for i in range(first, last + 1)]


def nth(*answers):
    """The answers one after another, for each path; the last one again and again."""
    return lambda r: answers[min(r.nth, len(answers) - 1)]


def paths(**apis):
    """Another API for each path; two underscores stand for a slash."""
    table = {"/" + name.replace("__", "/"): api for name, api in apis.items()}

    def answer(r):
        api = table.get(r.path)
        if api is None:
            return Answer({"error": "no such path"}, 404)
        return api(r) if callable(api) else api

    return answer


def pages(*ids, **also):
    """Bodies {"data": [...], ...} with the records of one page each: nth of them.

    A value of also that is a list gives each page one of its values; ... leaves it out.
    """
    bodies = []
    for i, page in enumerate(ids):
        body = {"data": [{"id": n} for n in page]}
        for name, value in also.items():
            value = value[i] if isinstance(value, list) else value
            if value is not ...:
                body[name] = value
        bodies.append(body)
    return nth(*bodies)
