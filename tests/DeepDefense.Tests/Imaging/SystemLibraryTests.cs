using DeepDefense.Imaging;

namespace DeepDefense.Tests.Imaging;

public sealed class SystemLibraryTests
{
    [Fact]
    public void A_missing_library_is_told_with_the_package_to_install() =>
        Should.Throw<DllNotFoundException>(new SystemLibrary("libnothere.so.1", "libnothere1").Demand).Message
            .ShouldBe("libnothere.so.1 is missing: "
                + "install the Debian package libnothere1 (apt-get install libnothere1)");
}
