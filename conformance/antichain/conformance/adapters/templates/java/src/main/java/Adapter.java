import java.util.HashMap;
import java.util.Map;

/** The part to edit: how the library under test answers each request. */
final class Adapter implements Protocol.Adapter {
    private static final Map<String, Object> HELLO = Map.of(
        "protocol", 1, "name", "my-counter", "version", "0.1.0", "language", "java",
        "kinds", Map.of("g-counter",
            Map.of("entries", true, "max", Long.toString(Long.MAX_VALUE), "overflow", "reject")));

    // Counter is a stand-in: import your library in its place.
    private final Map<String, Counter> replicas = new HashMap<>();
    private final Map<String, Counter> messages = new HashMap<>();

    /** Return the result of one request. */
    @Override
    public Object answer(Protocol.Request request) {
        return switch (request.op()) {
            case "hello" -> HELLO;
            case "open" -> {
                replicas.clear(); // forgets everything
                messages.clear();
                for (String replica : request.replicas()) replicas.put(replica, new Counter());
                yield null;
            }
            case "increment" -> refusing(() ->
                replicas.get(request.replica()).increment(request.replica(), request.amount()));
            case "value" -> replicas.get(request.replica()).value();
            case "send" -> { // a message is a copy: later updates of the replica must not change it
                messages.put(request.message(), replicas.get(request.replica()).copy());
                yield null;
            }
            case "receive" -> refusing(() ->
                replicas.get(request.replica()).merge(messages.get(request.message())));
            case "entries" -> replicas.get(request.replica()).counts();
            default -> throw new Protocol.Unsupported();
        };
    }

    /** Run an update that the library may refuse. */
    private static Object refusing(Runnable update) {
        try {
            update.run();
            return null;
        } catch (IllegalArgumentException negative) {
            throw new Protocol.Reject("negative");
        } catch (ArithmeticException overflow) {
            throw new Protocol.Reject("overflow");
        }
    }

    public static void main(String[] arguments) throws Exception {
        Protocol.serve(new Adapter());
    }
}
