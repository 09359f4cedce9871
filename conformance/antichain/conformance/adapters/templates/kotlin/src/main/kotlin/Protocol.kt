// The loop of the protocol: one JSON object a line in, one a line out. There is nothing to edit here.

import com.google.gson.GsonBuilder
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import java.io.PrintStream
import java.math.BigDecimal

private const val LARGEST_EXACT = (1L shl 53) - 1 // larger whole numbers travel as strings
private val gson = GsonBuilder().serializeNulls().disableHtmlEscaping().create()

/** The library refuses by contract; the code is one of those that the protocol lists. */
class Reject(val code: String) : RuntimeException(code)

/** The adapter does not know the verb, or does not offer the option. */
class Unsupported : RuntimeException()

/** A request, which has the fields that the protocol lists for its verb. */
class Request(val fields: JsonObject) {
    val op: String get() = text("op")
    val replica: String get() = text("replica")
    val message: String get() = text("message")
    val replicas: List<String> get() = fields.getAsJsonArray("replicas").map { it.asString }
    val isDelta: Boolean get() = fields.get("delta")?.asBoolean ?: false

    fun text(field: String): String = fields.get(field).asString

    /** Return the entries of a construct: the count of each replica. */
    fun counts(): Map<String, Long> =
        fields.getAsJsonObject("entries").entrySet().associate { (replica, count) -> replica to count.asLong }

    /** Return the amount of an increment or a decrement; no Long holds a fraction, so it is refused here. */
    fun amount(): Long {
        val by = fields.get("by")?.asBigDecimal ?: BigDecimal.ONE
        if (by.stripTrailingZeros().scale() > 0) throw Reject("not-an-integer")
        try {
            return by.longValueExact()
        } catch (beyond: ArithmeticException) {
            throw Reject(if (by.signum() < 0) "negative" else "overflow")
        }
    }
}

private fun portable(result: Any?): Any? = when {
    result is Map<*, *> -> result.mapValues { portable(it.value) }
    result is Long && Math.abs(result) > LARGEST_EXACT -> result.toString()
    result is Unit -> null
    else -> result
}

private fun line(adapter: Adapter, request: Request): Map<String, Any?> {
    val id = "id" to request.fields.get("id")
    return try {
        if (request.isDelta) throw Unsupported()
        mapOf(id, "ok" to if (request.op == "bye") null else portable(adapter.answer(request)))
    } catch (refusal: Reject) {
        mapOf(id, "reject" to refusal.code)
    } catch (unsupported: Unsupported) {
        mapOf(id, "unsupported" to true)
    } catch (failure: RuntimeException) {
        mapOf(id, "error" to failure.toString())
    }
}

/** Answer requests on standard input until bye or its end. */
fun serve(adapter: Adapter) {
    val output = PrintStream(System.out, false, Charsets.UTF_8)
    System.setOut(System.err) // whatever a library prints goes to standard error
    for (text in generateSequence(System.`in`.bufferedReader(Charsets.UTF_8)::readLine)) {
        val request = Request(JsonParser.parseString(text).asJsonObject)
        output.print(gson.toJson(line(adapter, request)) + "\n")
        output.flush()
        if (request.op == "bye") return
    }
}
