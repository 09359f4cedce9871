/** The part to edit: how the library under test answers each request. */
class Adapter {
    private val hello = mapOf(
        "protocol" to 1, "name" to "my-counter", "version" to "0.1.0", "language" to "kotlin",
        "kinds" to mapOf(
            "g-counter" to mapOf("entries" to true, "max" to Long.MAX_VALUE.toString(), "overflow" to "reject"),
        ),
    )

    // Counter is a stand-in: import your library in its place.
    private var replicas = mutableMapOf<String, Counter>()
    private var messages = mutableMapOf<String, Counter>()

    /** Return the result of one request; Unit becomes null. */
    fun answer(request: Request): Any? = when (request.op) {
        "hello" -> hello
        "open" -> {
            replicas = request.replicas.associateWith { Counter() }.toMutableMap() // forgets everything
            messages = mutableMapOf()
        }
        "increment" -> change(request) { it.increment(request.replica, request.amount()) }
        "value" -> replicas.getValue(request.replica).value
        // If states change in place, a message must be a copy.
        "send" -> messages[request.message] = replicas.getValue(request.replica)
        "receive" -> change(request) { it.merge(messages.getValue(request.message)) }
        "entries" -> replicas.getValue(request.replica).counts
        else -> throw Unsupported()
    }

    /** Replace the state of a replica, unless the library refuses the change. */
    private fun change(request: Request, update: (Counter) -> Counter) {
        try {
            replicas[request.replica] = update(replicas.getValue(request.replica))
        } catch (negative: IllegalArgumentException) {
            throw Reject("negative")
        } catch (overflow: ArithmeticException) {
            throw Reject("overflow")
        }
    }
}

fun main() = serve(Adapter())
