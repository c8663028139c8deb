using DeepDefense.Torch.Distributed;

namespace DeepDefense.Torch.Tests.Distributed;

public sealed class MpiLaunchTests
{
    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_RANK=2", "OMPI_COMM_WORLD_SIZE", 2, 4)]
    [InlineData("PMI_SIZE=2 PMI_RANK=0 PATH=/bin", "PMI_SIZE", 0, 2)]
    public void A_launcher_says_which_of_how_many_this_is(string environment, string variable, int rank, int size) =>
        Of(environment).ShouldBe(new MpiLaunch(variable, rank, size));

    [Theory]
    [InlineData("PATH=/bin")]
    [InlineData("OMPI_COMM_WORLD_SIZE=1 OMPI_COMM_WORLD_RANK=0")]
    [InlineData("OMPI_COMM_WORLD_SIZE=2")]
    [InlineData("OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=2")]
    [InlineData("OMPI_COMM_WORLD_SIZE=-2 OMPI_COMM_WORLD_RANK=-3")]
    public void A_process_is_alone_where_no_launcher_started_several(string environment) => Of(environment).ShouldBeNull();

    private static MpiLaunch? Of(string environment) =>
        MpiLaunch.Of(environment.Split(' ').Select(setting => setting.Split('=')).ToDictionary(parts => parts[0], parts => parts[1]));
}
