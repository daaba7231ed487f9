"""The bus."""

from bus.errors import HandlerErrors


class Subscription:
    def __init__(self, handler, priority):
        self.handler = handler
        self.priority = priority
        self.active = True


class EventBus:
    def __init__(self):
        self._subscriptions = {}

    def subscribe(self, name, handler, priority=0):
        """Call `handler` for each event called `name`. Returns the function that ends it."""
        subscription = Subscription(handler, priority)
        subscriptions = self._subscriptions.setdefault(name, [])
        subscriptions.append(subscription)
        subscriptions.sort(key=lambda each: -each.priority)

        def end():
            if subscription.active:
                subscription.active = False
                subscriptions.remove(subscription)

        return end

    def publish(self, name, payload=None):
        """Call the handlers. Returns how many there were. Raises HandlerErrors."""
        called = 0
        errors = []
        for subscription in list(self._subscriptions.get(name, [])):
            if not subscription.active:
                continue
            called += 1
            try:
                subscription.handler(payload)
            except Exception as error:
                errors.append(error)
        if errors:
            raise HandlerErrors(errors)
        return called
