import com.netopyr.wurmloch.crdt.CrdtCommand;
import com.netopyr.wurmloch.crdt.GCounter;
import io.reactivex.processors.PublishProcessor;

/** A counter that goes beyond 2^63 - 1 becomes negative. */
final class ReproduceLarge {
    public static void main(String[] arguments) {
        PublishProcessor<CrdtCommand> in = PublishProcessor.create();
        GCounter counter = new GCounter("A", "counter", in, PublishProcessor.create());
        counter.increment(Long.MAX_VALUE);
        counter.increment();
        System.out.println(counter.get());
    }
}
