using System.Security.Cryptography;

namespace VirNucPro.Models.Tests.Fetch;

/// <summary>What <see cref="HostileServer"/> answers to one request: the truth, unless a property bends it.</summary>
internal sealed record Reply(int Status, byte[] Body)
{
    /// <summary>Header lines beside Content-Length.</summary>
    public string[] Headers { get; init; } = [];

    /// <summary>The entity tag with its quotes; null sends none.</summary>
    public string? EntityTag { get; init; }

    /// <summary>Content-Length, where it is a lie.</summary>
    public long? DeclaredBytes { get; init; }

    /// <summary>Leaves Content-Length out.</summary>
    public bool OmitsLength { get; init; }

    /// <summary>Sends the body in chunks.</summary>
    public bool IsChunked { get; init; }

    /// <summary>Sends the body over and over.</summary>
    public bool IsEndless { get; init; }

    /// <summary>Closes the connection after so many bytes of the body.</summary>
    public int? CutAt { get; init; }

    /// <summary>Called when the body stops but the connection stays.</summary>
    public Action? Stall { get; init; }

    /// <summary>Sends all, whatever range is asked for.</summary>
    public bool IgnoresRange { get; init; }

    /// <summary>Sends the range even when the file is another one now.</summary>
    public bool IgnoresCondition { get; init; }

    /// <summary>Answers HEAD with 403.</summary>
    public bool RefusesHead { get; init; }

    public static Reply File(byte[] content) => new(200, content) { EntityTag = "\"1\"" };

    public static Reply Error(int status, params string[] headers) => new(status, "<html>sorry</html>"u8.ToArray()) { Headers = headers };

    public static Reply Redirect(string target, params string[] headers) => new(302, []) { Headers = [$"Location: {target}", .. headers] };

    public static string LinkedTag(byte[] content) => $"X-Linked-ETag: \"{Convert.ToHexStringLower(SHA256.HashData(content))}\"";
}
