import io.atomix.utils.AbstractIdentifier;
import io.atomix.utils.time.VectorClock;
import io.atomix.utils.time.VectorTimestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The adapter of {@code atomix-utils}: its vector clock without events of sending.
 *
 * <p>The clock has no step and no order of its own: a tick is the update to the next timestamp.
 */
final class Adapter {
    private static final class Name extends AbstractIdentifier<String> {
        Name(String name) {
            super(name);
        }
    }

    private static final class Clocks extends Library<VectorClock<Name>> {
        @Override
        VectorClock<Name> create(String replica) {
            return new VectorClock<>(new Name(replica));
        }

        @Override
        VectorClock<Name> copy(VectorClock<Name> clock) {
            return new VectorClock<>(clock.getTime(), List.copyOf(clock.getTimestamps()));
        }

        @Override
        VectorClock<Name> tick(VectorClock<Name> clock, String replica) {
            clock.update(new VectorTimestamp<>(new Name(replica), clock.getLocalTimestamp().value() + 1));
            return clock;
        }

        @Override
        VectorClock<Name> merge(VectorClock<Name> mine, VectorClock<Name> theirs) {
            mine.update(theirs);
            return mine;
        }

        @Override
        Map<String, ?> entries(VectorClock<Name> clock) {
            Map<String, Long> held = new HashMap<>();
            clock.getTimestamps().forEach(timestamp -> held.put(timestamp.identifier().id(), timestamp.value()));
            return held;
        }
    }

    public static void main(String[] arguments) throws Exception {
        String hello = """
            {"protocol": 1, "name": "atomix", "version": "@VERSION@", "language": "java",
             "homepage": "https://github.com/atomix/atomix-archive",
             "kinds": {"version-vector": {"compare": "none", "entries": true}}}
            """;
        Library.serve(hello, Map.of("version-vector", new Clocks()));
    }
}
