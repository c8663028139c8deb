using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace DeepDefense.Review.Serving;

/// <summary>Who may ask: the browser window that was given the address with the token, and nobody through it.</summary>
internal sealed class ReviewGuard
{
    private const int TokenBytes = 32;

    // Browsers leave it out.
    private const int DefaultPort = 80;

    // No inline script or style, nothing from elsewhere, in no frame.
    private const string Policy = "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private readonly byte[] _token;

    internal ReviewGuard()
    {
        Token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        _token = Encoding.ASCII.GetBytes(Token);
    }

    /// <summary>The first part of each path, 64 hexadecimal digits.</summary>
    internal string Token { get; }

    /// <summary>Sets what browsers are told with every answer, also with refusals.</summary>
    internal static void Harden(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    /// <summary>Looks at a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="port">The port that the server listens on.</param>
    /// <returns>The path after the token, or null: it is refused.</returns>
    internal string? Admit(HttpRequest request, int port)
    {
        // A foreign name that leads here (DNS rebinding) is no name of ours.
        if ((request.Host.Port ?? DefaultPort) != port || request.Host.Host is not ("127.0.0.1" or "localhost")) { return null; }
        string own = $"http://{request.Host.Value}";
        string? origin = request.Headers.Origin;
        bool isAsked = HttpMethods.IsGet(request.Method) ? origin is null || origin == own : HttpMethods.IsPost(request.Method) && origin == own;
        if (!isAsked || request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "none" or "same-origin")) { return null; }
        string[] parts = (request.Path.Value ?? "").Split('/', 3);
        return parts.Length == 3 && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(parts[1]), _token) ? parts[2] : null;
    }
}
