import com.hazelcast.internal.crdt.pncounter.PNCounterImpl;
import java.lang.reflect.Constructor;
import java.util.UUID;

/** A counter that goes beyond 2^63 - 1 becomes negative. */
final class ReproduceLarge {
    public static void main(String[] arguments) throws Exception {
        Constructor<PNCounterImpl> made = PNCounterImpl.class.getDeclaredConstructor(UUID.class, String.class);
        made.setAccessible(true); // members make their counters in this way, each in its own process
        PNCounterImpl counter = made.newInstance(new UUID(0, 1), "counter");
        counter.addAndGet(Long.MAX_VALUE, null);
        counter.addAndGet(1, null);
        System.out.println(counter.get(null).getValue());
    }
}
