import com.google.gson.JsonPrimitive;
import com.hazelcast.cluster.impl.VectorClock;
import com.hazelcast.internal.crdt.pncounter.PNCounterImpl;
import com.hazelcast.internal.serialization.Data;
import com.hazelcast.internal.serialization.SerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.internal.serialization.impl.HeapData;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The adapter of {@code hazelcast}: the state of its PN counter, and the vector clock that guards it.
 *
 * <p>A replica is a UUID made from its name. Messages are the bytes that members send to each other.
 */
final class Adapter {
    private static final SerializationService BYTES = new DefaultSerializationServiceBuilder().build();

    private static UUID id(String replica) {
        return UUID.nameUUIDFromBytes(replica.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(Object state) {
        return Base64.getEncoder().encodeToString(BYTES.toData(state).toByteArray());
    }

    private static <T> T decoded(String bytes) {
        Data data = new HeapData(Base64.getDecoder().decode(bytes));
        return BYTES.toObject(data);
    }

    private static final class Clocks extends Library<VectorClock> {
        private final Map<UUID, String> names = new HashMap<>();

        @Override
        VectorClock create(String replica) {
            names.put(id(replica), replica);
            return new VectorClock();
        }

        @Override
        VectorClock copy(VectorClock clock) {
            return new VectorClock(clock);
        }

        @Override
        VectorClock tick(VectorClock clock, String replica) {
            Long held = clock.getTimestampForReplica(id(replica));
            clock.setReplicaTimestamp(id(replica), held == null ? 1 : held + 1);
            return clock;
        }

        @Override
        VectorClock merge(VectorClock mine, VectorClock theirs) {
            mine.merge(theirs);
            return mine;
        }

        @Override
        Map<String, ?> entries(VectorClock clock) {
            Map<String, Long> held = new HashMap<>();
            clock.entrySet().forEach(entry -> held.put(names.get(entry.getKey()), entry.getValue()));
            return held;
        }

        @Override
        String compare(VectorClock x, VectorClock y) {
            return x.equals(y) ? "equal" : word(y.isAfter(x), x.isAfter(y));
        }

        @Override
        String encode(VectorClock clock) {
            return encoded(clock);
        }

        @Override
        VectorClock decode(String bytes) {
            return decoded(bytes);
        }
    }

    private static final class PNCounters extends Library<PNCounterImpl> {
        @Override
        PNCounterImpl create(String replica) {
            try {
                Constructor<PNCounterImpl> made = PNCounterImpl.class.getDeclaredConstructor(UUID.class, String.class);
                made.setAccessible(true); // the library makes its counters in its own package
                return made.newInstance(id(replica), "counter");
            } catch (ReflectiveOperationException failure) {
                throw new IllegalStateException(failure);
            }
        }

        @Override
        PNCounterImpl copy(PNCounterImpl counter) {
            return decode(encode(counter));
        }

        @Override
        PNCounterImpl increment(PNCounterImpl counter, String replica, JsonPrimitive by) {
            counter.addAndGet(amount(by), null);
            return counter;
        }

        @Override
        PNCounterImpl decrement(PNCounterImpl counter, String replica, JsonPrimitive by) {
            counter.subtractAndGet(amount(by), null);
            return counter;
        }

        @Override
        PNCounterImpl merge(PNCounterImpl mine, PNCounterImpl theirs) {
            mine.merge(theirs);
            return mine;
        }

        @Override
        Object value(PNCounterImpl counter) {
            return counter.get(null).getValue();
        }

        @Override
        String encode(PNCounterImpl counter) {
            return encoded(counter);
        }

        @Override
        PNCounterImpl decode(String bytes) {
            return decoded(bytes);
        }
    }

    public static void main(String[] arguments) throws Exception {
        String hello = """
            {"protocol": 1, "name": "hazelcast", "version": "@VERSION@", "language": "java",
             "homepage": "https://github.com/hazelcast/hazelcast", "kinds": {
               "version-vector": {"entries": true, "wire": true},
               "pn-counter": {"wire": true, "negative": "opposite", "max": "9223372036854775807", "overflow": "reject"}}}
            """;
        Library.serve(hello, Map.of("version-vector", new Clocks(), "pn-counter", new PNCounters()));
    }
}
