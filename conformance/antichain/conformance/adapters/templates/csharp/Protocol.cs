using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

public interface IAdapter
{
    JsonNode? Answer(Request request);
}

/// <summary>The library refuses by contract; the code is one of those that the protocol lists.</summary>
public sealed class Reject(string code) : Exception(code);

/// <summary>The adapter does not know the verb, or does not offer the option.</summary>
public sealed class Unsupported : Exception;

/// <summary>A request, which has the fields that the protocol lists for its verb.</summary>
public sealed class Request(JsonObject fields)
{
    public JsonObject Fields => fields;
    public string Op => Text("op");
    public string Replica => Text("replica");
    public string Message => Text("message");
    public IEnumerable<string> Replicas => fields["replicas"]!.AsArray().Select(name => name!.GetValue<string>());
    public bool IsDelta => fields["delta"]?.GetValue<bool>() ?? false;

    public string Text(string field) => fields[field]!.GetValue<string>();

    /// <summary>Return the entries of a construct: the count of each replica.</summary>
    public Dictionary<string, long> Counts() => fields["entries"]!.AsObject().ToDictionary(
        each => each.Key,
        each => each.Value!.GetValueKind() == JsonValueKind.String
            ? long.Parse(each.Value.GetValue<string>())
            : each.Value.GetValue<long>());

    /// <summary>Return the amount of an increment or a decrement; no long holds a fraction, so it is refused here.</summary>
    public long Amount()
    {
        if (fields["by"] is not JsonNode by) return 1;
        var text = by.GetValueKind() == JsonValueKind.String ? by.GetValue<string>() : by.ToJsonString();
        if (!Regex.IsMatch(text, @"^-?(0|[1-9][0-9]*)\z")) throw new Reject("not-an-integer");
        var number = BigInteger.Parse(text);
        if (number < long.MinValue) throw new Reject("negative");
        if (number > long.MaxValue) throw new Reject("overflow");
        return (long)number;
    }
}

/// <summary>
/// The loop of the protocol: one JSON object a line in, one a line out. There is nothing to edit here.
/// </summary>
public static class Protocol
{
    private const long LargestExact = (1L << 53) - 1;

    /// <summary>Return a whole number as it travels: as a string beyond 2^53 - 1.</summary>
    public static JsonNode Whole(long number) =>
        Math.Abs(number) > LargestExact ? JsonValue.Create(number.ToString()) : JsonValue.Create(number);

    /// <summary>Return an object of names and numbers.</summary>
    public static JsonObject Entries(IReadOnlyDictionary<string, long> counts)
    {
        var entries = new JsonObject();
        foreach (var (replica, count) in counts) entries[replica] = Whole(count);
        return entries;
    }

    private static JsonObject Line(IAdapter adapter, Request request)
    {
        try
        {
            if (request.IsDelta) throw new Unsupported();
            return new JsonObject { ["ok"] = request.Op == "bye" ? null : adapter.Answer(request) };
        }
        catch (Reject refusal) { return new JsonObject { ["reject"] = refusal.Message }; }
        catch (Unsupported) { return new JsonObject { ["unsupported"] = true }; }
        catch (Exception failure) { return new JsonObject { ["error"] = failure.Message }; }
    }

    /// <summary>Answer requests on standard input until bye or its end.</summary>
    public static void Serve(IAdapter adapter)
    {
        var utf8 = new UTF8Encoding(false);
        using var input = new StreamReader(Console.OpenStandardInput(), utf8);
        using var output = new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true, NewLine = "\n" };
        Console.SetOut(Console.Error); // whatever a library prints goes to standard error
        while (input.ReadLine() is string text)
        {
            var request = new Request(JsonNode.Parse(text)!.AsObject());
            var answered = Line(adapter, request);
            answered["id"] = request.Fields["id"]!.DeepClone();
            output.WriteLine(answered.ToJsonString());
            if (request.Op == "bye") return;
        }
    }
}
