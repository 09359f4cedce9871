import com.google.gson.JsonPrimitive;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.ddata.GCounter;
import org.apache.pekko.cluster.ddata.PNCounter;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.VersionVector;

/**
 * The adapter of {@code pekko-distributed-data}: its version vector and its counters, without a cluster around them.
 *
 * <p>A replica is a node whose number is its place among the names that were seen. The bytes of the library need a
 * running actor system, so messages are values.
 */
final class Adapter {
    private static final Map<String, SelfUniqueAddress> NODES = new HashMap<>();
    private static final Map<Long, String> NAMES = new HashMap<>();

    private static SelfUniqueAddress node(String replica) {
        return NODES.computeIfAbsent(replica, name -> {
            long number = NODES.size() + 1;
            NAMES.put(number, name);
            return new SelfUniqueAddress(new UniqueAddress(Address.apply("pekko", "system", "host", 2552), number));
        });
    }

    private static final class Vectors extends Library<VersionVector> {
        @Override
        VersionVector create(String replica) {
            node(replica);
            return VersionVector.create();
        }

        @Override
        VersionVector tick(VersionVector vector, String replica) {
            return vector.increment(node(replica));
        }

        @Override
        VersionVector merge(VersionVector mine, VersionVector theirs) {
            return mine.merge(theirs);
        }

        @Override
        Map<String, ?> entries(VersionVector vector) {
            Map<String, Object> held = new HashMap<>();
            scala.collection.Iterator<scala.Tuple2<UniqueAddress, Object>> versions = vector.versionsIterator();
            while (versions.hasNext()) {
                scala.Tuple2<UniqueAddress, Object> version = versions.next();
                held.put(NAMES.get(version._1().longUid()), version._2());
            }
            return held;
        }

        @Override
        String compare(VersionVector x, VersionVector y) {
            if (x.$eq$eq(y)) {
                return "equal";
            }
            return x.$less$greater(y) ? "concurrent" : word(x.$less(y), x.$greater(y));
        }
    }

    /** A counter, and its deltas since the last message of deltas: as the Replicator takes them, after each update. */
    private record State<C>(C counter, C unsent) {
    }

    private static final class GCounters extends Library<State<GCounter>> {
        @Override
        State<GCounter> create(String replica) {
            return new State<>(GCounter.create(), GCounter.create());
        }

        @Override
        State<GCounter> increment(State<GCounter> state, String replica, JsonPrimitive by) {
            GCounter counter;
            try {
                counter = state.counter.increment(node(replica), amount(by));
            } catch (IllegalArgumentException refusal) {
                throw new Refusal("negative", refusal.getMessage());
            }
            GCounter unsent = counter.delta().isDefined() ? state.unsent.merge(counter.delta().get()) : state.unsent;
            return new State<>(counter.resetDelta(), unsent);
        }

        @Override
        State<GCounter> merge(State<GCounter> mine, State<GCounter> theirs) {
            return new State<>(mine.counter.merge(theirs.counter), mine.unsent);
        }

        @Override
        State<GCounter> delta(State<GCounter> state) {
            return new State<>(state.unsent, GCounter.create());
        }

        @Override
        State<GCounter> sent(State<GCounter> state) {
            return new State<>(state.counter, GCounter.create());
        }

        @Override
        Object value(State<GCounter> state) {
            return state.counter.getValue();
        }
    }

    private static final class PNCounters extends Library<State<PNCounter>> {
        @Override
        State<PNCounter> create(String replica) {
            return new State<>(PNCounter.create(), PNCounter.create());
        }

        private static State<PNCounter> changed(PNCounter counter, PNCounter unsent) {
            PNCounter all = counter.delta().isDefined() ? unsent.merge(counter.delta().get()) : unsent;
            return new State<>(counter.resetDelta(), all);
        }

        @Override
        State<PNCounter> increment(State<PNCounter> state, String replica, JsonPrimitive by) {
            return changed(state.counter.increment(node(replica), whole(by)), state.unsent);
        }

        @Override
        State<PNCounter> decrement(State<PNCounter> state, String replica, JsonPrimitive by) {
            return changed(state.counter.decrement(node(replica), whole(by)), state.unsent);
        }

        @Override
        State<PNCounter> merge(State<PNCounter> mine, State<PNCounter> theirs) {
            return new State<>(mine.counter.merge(theirs.counter), mine.unsent);
        }

        @Override
        State<PNCounter> delta(State<PNCounter> state) {
            return new State<>(state.unsent, PNCounter.create());
        }

        @Override
        State<PNCounter> sent(State<PNCounter> state) {
            return new State<>(state.counter, PNCounter.create());
        }

        @Override
        Object value(State<PNCounter> state) {
            return state.counter.getValue();
        }
    }

    public static void main(String[] arguments) throws Exception {
        String hello = """
            {"protocol": 1, "name": "pekko-ddata", "version": "@VERSION@", "language": "scala",
             "homepage": "https://github.com/apache/pekko", "kinds": {
               "version-vector": {"entries": true, "step": "increasing"},
               "g-counter": {"delta": "any-order", "max": "9223372036854775807", "overflow": "unspecified"},
               "pn-counter": {"delta": "any-order", "negative": "opposite"}}}
            """;
        Library.serve(hello, Map.of(
            "version-vector", new Vectors(), "g-counter", new GCounters(), "pn-counter", new PNCounters()));
    }
}
