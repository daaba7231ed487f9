"""The bus."""


class EventBus:
    def __init__(self):
        self._handlers = {}

    def subscribe(self, name, handler):
        """Call `handler` for each event called `name`. Returns the function that ends it."""
        handlers = self._handlers.setdefault(name, [])
        handlers.append(handler)
        return lambda: handlers.remove(handler)

    def publish(self, name, payload=None):
        for handler in self._handlers.get(name, []):
            handler(payload)
