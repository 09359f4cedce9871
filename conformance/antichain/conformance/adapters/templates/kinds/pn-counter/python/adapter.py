"""The part to edit: how the library under test answers each request."""

from counter import Counter, FractionError, NegativeError  # a stand-in: import your library in its place
from protocol import Reject, amount, entries, serve

HELLO = {
    "protocol": 1,
    "name": "my-counter",
    "version": "0.1.0",
    "language": "python",
    "kinds": {"pn-counter": {"entries": True, "construct": True}},
}


class Adapter:
    """One method for each request; it takes the request and returns the result. None becomes null."""

    def hello(self, request):
        return HELLO

    def open(self, request):  # forgets everything
        self.replicas = {replica: Counter() for replica in request["replicas"]}
        self.messages = {}

    def increment(self, request):
        self._update(Counter.increment, request)

    def decrement(self, request):
        self._update(Counter.decrement, request)

    def _update(self, update, request):
        try:
            update(self.replicas[request["replica"]], request["replica"], amount(request))
        except NegativeError:
            raise Reject("negative") from None
        except FractionError:
            raise Reject("not-an-integer") from None

    def value(self, request):
        return self.replicas[request["replica"]].value()

    def send(self, request):  # a message is a copy: later updates of the replica must not change it
        self.messages[request["message"]] = self.replicas[request["replica"]].copy()

    def receive(self, request):
        self.replicas[request["replica"]].merge(self.messages[request["message"]])

    def entries(self, request):  # for each replica, the pair of what it added and what it took away
        held = self.replicas[request["replica"]]
        return {name: [held.added.get(name, 0), held.taken.get(name, 0)] for name in {**held.added, **held.taken}}

    def construct(self, request):
        pairs = entries(request).items()
        made = Counter({name: pair[0] for name, pair in pairs}, {name: pair[1] for name, pair in pairs})
        self.messages[request["message"]] = made


serve(Adapter())
