import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A library of the Java machine on standard input and output, for one kind: this class keeps the replicas and
 * messages, the library does the rest.
 *
 * <p>An adapter overrides what the library has; what it leaves out is answered "unsupported". States are values, or
 * {@link #copy} makes one: nothing that is done to a replica later may change a message.
 */
abstract class Library<S> {
    /** Why a request has no result; a code of null means that the adapter does not offer the request. */
    static final class Refusal extends RuntimeException {
        final String code;

        Refusal(String code, String text) {
            super(text, null, false, false); // an answer, which needs no stack trace
            this.code = code;
        }
    }

    private final Map<String, S> replicas = new HashMap<>();
    private final Map<String, S> messages = new HashMap<>();

    abstract S create(String replica);

    abstract S merge(S mine, S theirs);

    S copy(S state) {
        return state;
    }

    S tick(S state, String replica) {
        throw unsupported();
    }

    S increment(S state, String replica, JsonPrimitive by) {
        throw unsupported();
    }

    S decrement(S state, String replica, JsonPrimitive by) {
        throw unsupported();
    }

    /** A message with what is new since the last delta. */
    S delta(S state) {
        throw unsupported();
    }

    /** What is left of a replica when {@link #delta} was taken. */
    S sent(S state) {
        return state;
    }

    Object value(S state) {
        throw unsupported();
    }

    Map<String, ?> entries(S state) {
        throw unsupported();
    }

    String compare(S x, S y) {
        throw unsupported();
    }

    S construct(Map<String, Long> entries) {
        throw unsupported();
    }

    String encode(S state) {
        return null;
    }

    S decode(String bytes) {
        throw unsupported();
    }

    static Refusal unsupported() {
        return new Refusal(null, "");
    }

    /** Return the word for an order, from the answers to both questions: is x at most y, is y at most x. */
    static String word(boolean atMost, boolean atLeast) {
        if (atMost) {
            return atLeast ? "equal" : "before";
        }
        return atLeast ? "after" : "concurrent";
    }

    /** Return an amount as a BigInteger, which refuses a fraction. */
    static BigInteger whole(JsonPrimitive by) {
        try {
            return new BigDecimal(by.getAsString()).toBigIntegerExact();
        } catch (ArithmeticException fraction) {
            throw new Refusal("not-an-integer", "the argument's type cannot hold it");
        }
    }

    /** Return an amount as a long, which refuses what it cannot hold. */
    static long amount(JsonPrimitive by) {
        BigInteger whole = whole(by);
        if (whole.bitLength() > 63) {
            throw new Refusal(whole.signum() < 0 ? "negative" : "overflow", "the argument's type cannot hold it");
        }
        return whole.longValue();
    }

    /** Answer requests until {@code bye} or the end of the input; {@code kinds} has the library of each kind. */
    static void serve(String hello, Map<String, Library<?>> kinds) throws Exception {
        PrintStream output = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err); // what a library prints is no answer
        JsonObject greeting = JsonParser.parseString(hello).getAsJsonObject();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Library<?> library = null;
        String line;
        while ((line = input.readLine()) != null) {
            JsonObject request = JsonParser.parseString(line).getAsJsonObject();
            String op = request.get("op").getAsString();
            JsonObject answer = new JsonObject();
            answer.add("id", request.get("id"));
            try {
                JsonElement result = JsonNull.INSTANCE;
                if (op.equals("hello")) {
                    result = greeting;
                } else if (!op.equals("bye")) {
                    library = op.equals("open") ? kinds.get(text(request, "kind")) : library;
                    if (library == null) {
                        throw unsupported();
                    }
                    result = op.equals("repeat") ? library.repeat(request) : library.answer(op, request);
                }
                answer.add("ok", result);
            } catch (Refusal refusal) {
                if (refusal.code == null) {
                    answer.addProperty("unsupported", true);
                } else {
                    answer.addProperty("reject", refusal.code);
                    answer.addProperty("text", refusal.getMessage());
                }
            } catch (Exception | StackOverflowError failure) {
                answer.addProperty("error", failure.toString());
            }
            output.println(answer);
            output.flush();
            if (op.equals("bye")) {
                System.exit(0);
            }
        }
        System.exit(0); // a library may have started threads
    }

    /**
     * Answer requests again and again, for a measurement: how long that took, and how many of the answers are results.
     *
     * <p>{@code repeat} is no verb of the protocol.
     */
    private JsonElement repeat(JsonObject request) {
        List<JsonObject> requests = new ArrayList<>();
        request.getAsJsonArray("requests").forEach(each -> requests.add(each.getAsJsonObject()));
        int times = request.get("times").getAsInt();
        int done = 0;
        long begun = System.nanoTime();
        for (int turn = 0; turn < times; turn++) {
            for (JsonObject each : requests) {
                try {
                    answer(text(each, "op"), each);
                    done++;
                } catch (Refusal refusal) {
                    continue;
                }
            }
        }
        JsonObject measured = new JsonObject();
        measured.addProperty("nanoseconds", System.nanoTime() - begun);
        measured.addProperty("done", done);
        return measured;
    }

    private static String text(JsonObject request, String field) {
        return request.get(field).getAsString();
    }

    private static <T> T found(Map<String, T> things, String name) {
        if (!things.containsKey(name)) {
            throw new IllegalArgumentException("nothing is named " + name);
        }
        return things.get(name);
    }

    private JsonElement answer(String op, JsonObject request) {
        if (op.equals("open")) {
            replicas.clear();
            messages.clear();
            request.getAsJsonArray("replicas").forEach(name -> replicas.put(name.getAsString(), create(name.getAsString())));
            return JsonNull.INSTANCE;
        }
        if (List.of("compare", "construct", "recode", "load").contains(op)) {
            return onMessages(op, request);
        }
        String replica = request.has("replica") ? text(request, "replica") : "";
        S state = found(replicas, replica);
        JsonPrimitive by = request.has("by") ? request.getAsJsonPrimitive("by") : new JsonPrimitive(1);
        switch (op) {
            case "event" -> replicas.put(replica, tick(state, replica));
            case "increment" -> replicas.put(replica, increment(state, replica, by));
            case "decrement" -> replicas.put(replica, decrement(state, replica, by));
            case "receive" -> replicas.put(replica, merge(state, found(messages, text(request, "message"))));
            case "value" -> {
                return number(value(state));
            }
            case "entries" -> {
                JsonObject held = new JsonObject();
                entries(state).forEach((name, count) -> held.add(name, number(count)));
                return held;
            }
            case "send", "stamp" -> {
                boolean delta = request.has("delta") && request.get("delta").getAsBoolean();
                S message = delta ? delta(state) : copy(state);
                if (delta) {
                    replicas.put(replica, sent(state));
                }
                return keep(text(request, "message"), message);
            }
            default -> throw unsupported();
        }
        return JsonNull.INSTANCE;
    }

    private JsonElement onMessages(String op, JsonObject request) {
        switch (op) {
            case "compare" -> {
                S left = found(messages, text(request, "left"));
                return new JsonPrimitive(compare(left, found(messages, text(request, "right"))));
            }
            case "construct" -> {
                Map<String, Long> entries = new HashMap<>();
                request.getAsJsonObject("entries").entrySet().forEach(
                    entry -> entries.put(entry.getKey(), amount(entry.getValue().getAsJsonPrimitive())));
                keep(text(request, "message"), construct(entries));
            }
            case "recode" -> keep(text(request, "as"), decode(encode(found(messages, text(request, "message")))));
            default -> keep(text(request, "message"), decode(text(request, "bytes")));
        }
        return JsonNull.INSTANCE;
    }

    private JsonElement keep(String message, S state) {
        messages.put(message, state);
        String bytes = encode(state);
        if (bytes == null) {
            return JsonNull.INSTANCE;
        }
        JsonObject answer = new JsonObject();
        answer.addProperty("bytes", bytes);
        return answer;
    }

    /** Return a whole number as it travels: a string of digits where a reader might round it. */
    private static JsonElement number(Object count) {
        BigInteger whole = new BigInteger(count.toString());
        return whole.bitLength() > 52 ? new JsonPrimitive(whole.toString()) : new JsonPrimitive(whole.longValue());
    }
}
