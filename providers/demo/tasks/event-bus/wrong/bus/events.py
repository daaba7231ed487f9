"""The bus."""

from bus.errors import HandlerErrors


class EventBus:
    def __init__(self):
        self._handlers = {}

    def subscribe(self, name, handler, priority=0):
        """Call `handler` for each event called `name`. Returns the function that ends it."""
        handlers = self._handlers.setdefault(name, [])
        entry = (priority, handler)
        handlers.append(entry)
        handlers.sort(key=lambda each: each[0], reverse=True)

        def end():
            if entry in handlers:
                handlers.remove(entry)

        return end

    def publish(self, name, payload=None):
        """Call the handlers. Returns how many there were. Raises HandlerErrors."""
        handlers = list(self._handlers.get(name, []))
        errors = []
        for _, handler in handlers:
            try:
                handler(payload)
            except Exception as error:
                errors.append(error)
        if errors:
            raise HandlerErrors(errors)
        return len(handlers)
