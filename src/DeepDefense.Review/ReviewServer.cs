using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using DeepDefense.Reporting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DeepDefense.Review.Serving;

/// <summary>Serves the page of one review on the loopback address, to whoever has its token. A request never names a file.</summary>
public sealed class ReviewServer : IAsyncDisposable
{
    private const long MostBytes = 4 << 20;
    private const int LargestDepth = 8;

    // So that the windows learn that the review is over before the server is gone.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions Wire = new(Json.Indented) { WriteIndented = false, MaxDepth = LargestDepth };
    private readonly ReviewSubject _subject;
    private readonly WebApplication _application;
    private readonly ReviewGuard _guard = new();
    private readonly TaskCompletionSource<Decisions> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ReviewServer(ReviewSubject subject, int port)
    {
        _subject = subject;
        // Empty: neither files nor the environment say where to listen.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBytes;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        _application = builder.Build();
        _application.Run(Answer);
    }

    /// <summary>Where to open the page.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Begins to serve.</summary>
    /// <param name="subject">The review.</param>
    /// <param name="port">The port, or 0: a free one.</param>
    /// <param name="cancellation">Stops the beginning.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ReviewServer> Start(ReviewSubject subject, int port, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ReviewServer server = new(subject, port);
        try
        {
            await server._application.StartAsync(cancellation).ConfigureAwait(false);
            Uri bound = new(server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
            server.Address = new Uri(bound, $"/{server._guard.Token}/");
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until the person is finished.</summary>
    public async Task<Decisions> Finished(CancellationToken cancellation)
    {
        Decisions decisions = await _finished.Task.WaitAsync(cancellation).ConfigureAwait(false);
        await Task.Delay(Farewell, cancellation).ConfigureAwait(false);
        return decisions;
    }

    /// <summary>Ends the server.</summary>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        ReviewGuard.Harden(context.Response.Headers);
        if (_guard.Admit(context.Request, context.Connection.LocalPort) is not { } path)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        bool isPost = HttpMethods.IsPost(context.Request.Method);
        await (path switch
        {
            "" when !isPost => Send(context, "text/html", Resource("review.html")),
            "report.css" when !isPost => Send(context, "text/css", Resource("DeepDefense.Reporting.report.css", typeof(HtmlReport))),
            "review.css" when !isPost => Send(context, "text/css", Resource("review.css")),
            "review.js" when !isPost => Send(context, "text/javascript", Resource("review.js")),
            "trigger" when !isPost => SendPicture(context, _subject.Trigger),
            "subject" when !isPost => SendJson(context, Subject()),
            "state" when !isPost => SendJson(context, _subject.Session.State(Number(context.Request.Query["since"]) ?? 0)),
            "apply" when isPost => Apply(context),
            "finish" when isPost => Finish(context),
            _ when !isPost && path.StartsWith("image/", StringComparison.Ordinal) => SendPicture(context, Number(path[6..]) is int row ? _subject.Session.Picture(row) : null),
            _ => Refuse(context, StatusCodes.Status404NotFound),
        }).ConfigureAwait(false);
    }

    private object Subject() => new
    {
        _subject.Run,
        _subject.Warning,
        HasTrigger = _subject.Trigger is not null,
        _subject.Session.ClassNames,
        Images = _subject.Session.Candidates.Select(candidate =>
        {
            (string path, int label) = _subject.Session.Describe(candidate.Row);
            return new { candidate.Row, Path = path, Label = label, candidate.Score, candidate.Group, candidate.Suggested };
        }),
    };

    private async Task Apply(HttpContext context)
    {
        ReviewAction? action = null;
        try { action = await JsonSerializer.DeserializeAsync<ReviewAction>(context.Request.Body, Wire, context.RequestAborted).ConfigureAwait(false); }
        catch (JsonException) { }
        bool isDone;
        try { isDone = action is not null && _subject.Session.Apply(action); }
        catch (IOException e)
        {
            await SendFailure(context, $"{e.Message}; nothing was changed. When that is mended, do it again.").ConfigureAwait(false);
            return;
        }
        await (isDone ? SendJson(context, new { Done = true }) : Refuse(context, StatusCodes.Status400BadRequest)).ConfigureAwait(false);
    }

    private async Task Finish(HttpContext context)
    {
        try
        {
            Decisions decisions = _subject.Session.Finish(_subject.DecisionsFile, _subject.Run);
            await SendJson(context, new { File = _subject.DecisionsFile }).ConfigureAwait(false);
            _finished.TrySetResult(decisions);
        }
        catch (IOException e) { await SendFailure(context, e.Message).ConfigureAwait(false); }
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task SendFailure(HttpContext context, string message)
    {
        context.Response.StatusCode = StatusCodes.Status507InsufficientStorage;
        return Send(context, "text/plain", Encoding.UTF8.GetBytes(message));
    }

    private static Task SendPicture(HttpContext context, byte[]? png)
    {
        context.Response.ContentType = "image/png";
        return png is null ? Refuse(context, StatusCodes.Status404NotFound) : context.Response.Body.WriteAsync(png, context.RequestAborted).AsTask();
    }

    private static Task SendJson(HttpContext context, object content) => Send(context, "application/json", JsonSerializer.SerializeToUtf8Bytes(content, Wire));

    private static Task Send(HttpContext context, string type, byte[] content)
    {
        context.Response.ContentType = type + "; charset=utf-8";
        return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    private static byte[] Resource(string name, Type? of = null)
    {
        using Stream stream = (of ?? typeof(ReviewServer)).Assembly.GetManifestResourceStream(name)!;
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
