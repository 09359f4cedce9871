import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The loop of the protocol: one JSON object a line in, one a line out. There is nothing to edit here. */
final class Protocol {
    private static final long LARGEST_EXACT = (1L << 53) - 1; // larger whole numbers travel as strings
    private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private Protocol() {}

    interface Adapter {
        Object answer(Request request);
    }

    /** The library refuses by contract; the code is one of those that the protocol lists. */
    static final class Reject extends RuntimeException {
        Reject(String code) {
            super(code);
        }
    }

    /** The adapter does not know the verb, or does not offer the option. */
    static final class Unsupported extends RuntimeException {}

    /** A request, which has the fields that the protocol lists for its verb. */
    record Request(JsonObject fields) {
        String op() {
            return text("op");
        }

        String replica() {
            return text("replica");
        }

        String message() {
            return text("message");
        }

        String text(String field) {
            return fields.get(field).getAsString();
        }

        List<String> replicas() {
            List<String> names = new ArrayList<>();
            for (JsonElement name : fields.getAsJsonArray("replicas")) names.add(name.getAsString());
            return names;
        }

        boolean isDelta() {
            return fields.has("delta") && fields.get("delta").getAsBoolean();
        }

        /** Return the entries of a construct: the count of each replica. */
        Map<String, Long> counts() {
            Map<String, Long> held = new LinkedHashMap<>();
            fields.getAsJsonObject("entries").entrySet().forEach(each -> held.put(each.getKey(), each.getValue().getAsLong()));
            return held;
        }

        /** Return the amount of an increment or a decrement; no long holds a fraction, so it is refused here. */
        long amount() {
            BigDecimal by = fields.has("by") ? fields.get("by").getAsBigDecimal() : BigDecimal.ONE;
            if (by.stripTrailingZeros().scale() > 0) throw new Reject("not-an-integer");
            try {
                return by.longValueExact();
            } catch (ArithmeticException beyond) {
                throw new Reject(by.signum() < 0 ? "negative" : "overflow");
            }
        }
    }

    private static Object portable(Object result) {
        if (result instanceof Map<?, ?> map) {
            Map<Object, Object> whole = new LinkedHashMap<>();
            map.forEach((name, value) -> whole.put(name, portable(value)));
            return whole;
        }
        return result instanceof Long number && Math.abs(number) > LARGEST_EXACT ? number.toString() : result;
    }

    private static Map<String, Object> line(Adapter adapter, Request request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", request.fields().get("id"));
        try {
            if (request.isDelta()) throw new Unsupported();
            answer.put("ok", request.op().equals("bye") ? null : portable(adapter.answer(request)));
        } catch (Reject refusal) {
            answer.put("reject", refusal.getMessage());
        } catch (Unsupported unsupported) {
            answer.put("unsupported", true);
        } catch (RuntimeException failure) {
            answer.put("error", failure.toString());
        }
        return answer;
    }

    /** Answer requests on standard input until bye or its end. */
    static void serve(Adapter adapter) throws Exception {
        PrintStream output = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        System.setOut(System.err); // whatever a library prints goes to standard error
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String text = input.readLine(); text != null; text = input.readLine()) {
            Request request = new Request(JsonParser.parseString(text).getAsJsonObject());
            output.print(GSON.toJson(line(adapter, request)) + "\n");
            output.flush();
            if (request.op().equals("bye")) return;
        }
    }
}
