import com.google.gson.JsonPrimitive;
import com.netopyr.wurmloch.crdt.CrdtCommand;
import com.netopyr.wurmloch.crdt.GCounter;
import com.netopyr.wurmloch.crdt.PNCounter;
import com.netopyr.wurmloch.vectorclock.VectorClock;
import io.reactivex.processors.PublishProcessor;
import java.util.HashMap;
import java.util.Map;

/**
 * The adapter of {@code wurmloch-crdt}: its vector clock without events of sending, and its counters.
 *
 * <p>A counter publishes its state after each of its own updates, takes in what others publish, and does not publish
 * that again. So a message holds what each replica published last, as far as the sender heard.
 */
final class Adapter {
    private static final class Clocks extends Library<VectorClock> {
        @Override
        VectorClock create(String replica) {
            return new VectorClock();
        }

        @Override
        VectorClock tick(VectorClock clock, String replica) {
            return clock.increment(replica);
        }

        @Override
        VectorClock merge(VectorClock mine, VectorClock theirs) {
            return mine.merge(theirs);
        }

        @Override
        String compare(VectorClock x, VectorClock y) {
            int order = x.compareTo(y); // 0 for equal and for concurrent clocks; equals tells them apart
            return order < 0 ? "before" : order > 0 ? "after" : x.equals(y) ? "equal" : "concurrent";
        }
    }

    /** A counter, its input, and what was published, with a number that orders it; a message has no counter. */
    private record State<C>(C counter, PublishProcessor<CrdtCommand> in, Map<String, Published> heard) {
    }

    private record Published(long number, CrdtCommand command) {
    }

    private abstract static class Counters<C> extends Library<State<C>> {
        private long number;

        abstract C made(String replica, PublishProcessor<CrdtCommand> in, PublishProcessor<CrdtCommand> out);

        @Override
        State<C> create(String replica) {
            PublishProcessor<CrdtCommand> in = PublishProcessor.create();
            PublishProcessor<CrdtCommand> out = PublishProcessor.create();
            State<C> state = new State<>(made(replica, in, out), in, new HashMap<>());
            out.subscribe(command -> state.heard.put(replica, new Published(++number, command)));
            return state;
        }

        @Override
        State<C> copy(State<C> state) {
            return new State<>(null, null, Map.copyOf(state.heard));
        }

        @Override
        State<C> merge(State<C> mine, State<C> theirs) {
            theirs.heard.forEach((replica, published) -> {
                mine.in.onNext(published.command);
                mine.heard.merge(replica, published, (x, y) -> x.number > y.number ? x : y);
            });
            return mine;
        }

        /** Run an update; the library refuses an amount below 1 by an exception. */
        static void refusing(Runnable update) {
            try {
                update.run();
            } catch (IllegalArgumentException refusal) {
                throw new Refusal("negative", refusal.getMessage());
            }
        }
    }

    private static final class GCounters extends Counters<GCounter> {
        @Override
        GCounter made(String replica, PublishProcessor<CrdtCommand> in, PublishProcessor<CrdtCommand> out) {
            return new GCounter(replica, "counter", in, out);
        }

        @Override
        State<GCounter> increment(State<GCounter> state, String replica, JsonPrimitive by) {
            refusing(() -> state.counter.increment(amount(by)));
            return state;
        }

        @Override
        Object value(State<GCounter> state) {
            return state.counter.get();
        }
    }

    private static final class PNCounters extends Counters<PNCounter> {
        @Override
        PNCounter made(String replica, PublishProcessor<CrdtCommand> in, PublishProcessor<CrdtCommand> out) {
            return new PNCounter(replica, "counter", in, out);
        }

        @Override
        State<PNCounter> increment(State<PNCounter> state, String replica, JsonPrimitive by) {
            refusing(() -> state.counter.increment(amount(by)));
            return state;
        }

        @Override
        State<PNCounter> decrement(State<PNCounter> state, String replica, JsonPrimitive by) {
            refusing(() -> state.counter.decrement(amount(by)));
            return state;
        }

        @Override
        Object value(State<PNCounter> state) {
            return state.counter.get();
        }
    }

    public static void main(String[] arguments) throws Exception {
        String hello = """
            {"protocol": 1, "name": "wurmloch", "version": "@VERSION@", "language": "java",
             "homepage": "https://github.com/netopyr/wurmloch-crdt", "kinds": {
               "version-vector": {},
               "g-counter": {"max": "9223372036854775807", "overflow": "reject"},
               "pn-counter": {"max": "9223372036854775807", "overflow": "reject"}}}
            """;
        Library.serve(hello, Map.of(
            "version-vector", new Clocks(), "g-counter", new GCounters(), "pn-counter", new PNCounters()));
    }
}
