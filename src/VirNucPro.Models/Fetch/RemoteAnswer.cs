using System.Net;

namespace VirNucPro.Models.Fetch;

/// <summary>The last response to a request, with what the redirecting ones before it said about the file.</summary>
/// <param name="Response">Status and headers; the body is not read yet.</param>
/// <param name="Sha256">From <c>X-Linked-ETag</c>: 64 lower-case hexadecimal digits, or null.</param>
/// <param name="LinkedBytes">From <c>X-Linked-Size</c>: length of the whole file, or null.</param>
internal sealed record RemoteAnswer(HttpResponseMessage Response, string? Sha256, long? LinkedBytes) : IDisposable
{
    /// <summary>Its status.</summary>
    public HttpStatusCode Status => Response.StatusCode;

    /// <summary>The entity tag as the server wrote it, or null.</summary>
    public string? EntityTag => Response.Headers.ETag?.ToString();

    /// <summary>Length of the whole file, not of the part that is sent; null where the server does not say.</summary>
    public long? TotalBytes => Status == HttpStatusCode.PartialContent
        ? Response.Content.Headers.ContentRange?.Length
        : Response.Content.Headers.ContentLength ?? LinkedBytes;

    /// <inheritdoc/>
    public void Dispose() => Response.Dispose();
}
