"""The part to edit: how the library under test answers each request."""

from counter import Counter, FractionError, NegativeError  # a stand-in: import your library in its place
from protocol import Reject, amount, serve

HELLO = {
    "protocol": 1,
    "name": "my-counter",
    "version": "0.1.0",
    "language": "python",
    "kinds": {"g-counter": {"entries": True}},
}


class Adapter:
    """One method for each request; it takes the request and returns the result. None becomes null."""

    def hello(self, request):
        return HELLO

    def open(self, request):  # forgets everything
        self.replicas = {replica: Counter() for replica in request["replicas"]}
        self.messages = {}

    def increment(self, request):
        try:
            self.replicas[request["replica"]].increment(request["replica"], amount(request))
        except NegativeError:
            raise Reject("negative") from None
        except FractionError:
            raise Reject("not-an-integer") from None

    def value(self, request):
        return self.replicas[request["replica"]].value()

    def send(self, request):  # a message is a copy: later updates of the replica must not change it
        self.messages[request["message"]] = Counter(self.replicas[request["replica"]].counts)

    def receive(self, request):
        self.replicas[request["replica"]].merge(self.messages[request["message"]])

    def entries(self, request):
        return self.replicas[request["replica"]].counts


serve(Adapter())
