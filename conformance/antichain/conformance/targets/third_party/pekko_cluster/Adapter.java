import java.util.Map;
import org.apache.pekko.cluster.VectorClock;

/**
 * The adapter of {@code pekko-cluster}: the vector clock of its gossip, without events of sending.
 *
 * <p>The clock keeps a hash of each replica's name, so it has no entries to show.
 */
final class Adapter {
    private static final class Clocks extends Library<VectorClock> {
        @Override
        VectorClock create(String replica) {
            return new VectorClock(VectorClock.apply$default$1());
        }

        @Override
        VectorClock tick(VectorClock clock, String replica) {
            return clock.$colon$plus(VectorClock.Node$.MODULE$.apply(replica));
        }

        @Override
        VectorClock merge(VectorClock mine, VectorClock theirs) {
            return mine.merge(theirs);
        }

        @Override
        String compare(VectorClock x, VectorClock y) {
            if (x.$eq$eq(y)) {
                return "equal";
            }
            return x.$less$greater(y) ? "concurrent" : word(x.$less(y), x.$greater(y));
        }
    }

    public static void main(String[] arguments) throws Exception {
        String hello = """
            {"protocol": 1, "name": "pekko-cluster", "version": "@VERSION@", "language": "scala",
             "homepage": "https://github.com/apache/pekko", "kinds": {"version-vector": {}}}
            """;
        Library.serve(hello, Map.of("version-vector", new Clocks()));
    }
}
