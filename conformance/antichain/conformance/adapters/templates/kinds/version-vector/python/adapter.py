"""The part to edit: how the library under test answers each request."""

from clock import Clock  # a stand-in: import your library in its place
from protocol import entries, serve

HELLO = {
    "protocol": 1,
    "name": "my-clock",
    "version": "0.1.0",
    "language": "python",
    "kinds": {"version-vector": {"entries": True, "construct": True}},
}


class Adapter:
    """One method for each request; it takes the request and returns the result. None becomes null."""

    def hello(self, request):
        return HELLO

    def open(self, request):  # forgets everything
        self.replicas = {replica: Clock() for replica in request["replicas"]}
        self.messages = {}

    def event(self, request):
        self.replicas[request["replica"]].tick(request["replica"])

    def send(self, request):  # a vector clock ticks before it sends; a version vector does not
        self.stamp(request)

    def stamp(self, request):  # a message is a copy: later updates of the replica must not change it
        self.messages[request["message"]] = Clock(self.replicas[request["replica"]].counts)

    def receive(self, request):  # a vector clock ticks after the merge; a version vector does not
        self.replicas[request["replica"]].merge(self.messages[request["message"]])

    def compare(self, request):
        left, right = self.messages[request["left"]], self.messages[request["right"]]
        words = {(True, True): "equal", (True, False): "after", (False, True): "before", (False, False): "concurrent"}
        return words[left.knows(right), right.knows(left)]

    def entries(self, request):
        return self.replicas[request["replica"]].counts

    def construct(self, request):
        self.messages[request["message"]] = Clock(entries(request))


serve(Adapter())
