using System.Text.Json.Nodes;

/// <summary>The part to edit: how the library under test answers each request.</summary>
public sealed class Adapter : IAdapter
{
    private static JsonObject Hello() => new()
    {
        ["protocol"] = 1, ["name"] = "my-counter", ["version"] = "0.1.0", ["language"] = "c#",
        ["kinds"] = new JsonObject
        {
            ["g-counter"] = new JsonObject { ["entries"] = true, ["max"] = $"{long.MaxValue}", ["overflow"] = "reject" },
        },
    };

    // Counter is a stand-in: use your library in its place.
    private Dictionary<string, Counter> replicas = new();
    private Dictionary<string, Counter> messages = new();

    /// <summary>Return the result of one request.</summary>
    public JsonNode? Answer(Request request)
    {
        switch (request.Op)
        {
            case "hello":
                return Hello();
            case "open": // forgets everything
                replicas = request.Replicas.ToDictionary(replica => replica, _ => new Counter());
                messages = new();
                return null;
            case "increment":
                return Refusing(() => replicas[request.Replica].Increment(request.Replica, request.Amount()));
            case "value":
                return Protocol.Whole(replicas[request.Replica].Value);
            case "send": // a message is a copy: later updates of the replica must not change it
                messages[request.Message] = replicas[request.Replica].Copy();
                return null;
            case "receive":
                return Refusing(() => replicas[request.Replica].Merge(messages[request.Message]));
            case "entries":
                return Protocol.Entries(replicas[request.Replica].Counts);
            default:
                throw new Unsupported();
        }
    }

    /// <summary>Run an update that the library may refuse.</summary>
    private static JsonNode? Refusing(Action update)
    {
        try { update(); }
        catch (ArgumentException) { throw new Reject("negative"); }
        catch (OverflowException) { throw new Reject("overflow"); }
        return null;
    }

    public static void Main() => Protocol.Serve(new Adapter());
}
