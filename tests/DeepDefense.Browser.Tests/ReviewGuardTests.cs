using DeepDefense.Review.Serving;
using Microsoft.AspNetCore.Http;

namespace DeepDefense.Browser.Tests;

public sealed class ReviewGuardTests
{
    [Theory]
    [InlineData("127.0.0.1", 80, true)]
    [InlineData("127.0.0.1:80", 80, true)]
    [InlineData("127.0.0.1", 8080, false)]
    [InlineData("127.0.0.1:8080", 80, false)]
    [InlineData("evil.example", 80, false)]
    public void A_host_without_a_port_means_80_as_browsers_write_it(string host, int port, bool isAdmitted)
    {
        ReviewGuard guard = new();
        HttpRequest request = new DefaultHttpContext().Request;
        (request.Method, request.Host, request.Path) = ("GET", new HostString(host), $"/{guard.Token}/state");
        guard.Admit(request, port).ShouldBe(isAdmitted ? "state" : null);
    }
}
