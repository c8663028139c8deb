using DeepDefense.Torch.Distributed;

namespace DeepDefense.Torch.Tests.Distributed;

public sealed class MpiLaunchTests
{
    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_RANK=2 OMPI_COMM_WORLD_LOCAL_SIZE=3 OMPI_MCA_orte_bound_at_launch=1", "OMPI_COMM_WORLD_SIZE", 2, 4, 3, true)]
    [InlineData("PMI_SIZE=2 PMI_RANK=0 MPI_LOCALNRANKS=1 PATH=/bin", "PMI_SIZE", 0, 2, 1, false)]
    [InlineData("PMI_SIZE=2 PMI_RANK=0", "PMI_SIZE", 0, 2, 2, false)]
    public void A_launcher_says_which_of_how_many_this_is(string environment, string variable, int rank, int size, int sizeHere, bool isBound) =>
        Of(environment).ShouldBe(new MpiLaunch(variable, rank, size, sizeHere, isBound));

    [Theory]
    [InlineData("PATH=/bin")]
    [InlineData("OMPI_COMM_WORLD_SIZE=1 OMPI_COMM_WORLD_RANK=0")]
    [InlineData("OMPI_COMM_WORLD_SIZE=2")]
    [InlineData("OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=2")]
    [InlineData("OMPI_COMM_WORLD_SIZE=-2 OMPI_COMM_WORLD_RANK=-3")]
    public void A_process_is_alone_where_no_launcher_started_several(string environment) => Of(environment).ShouldBeNull();

    [Theory]
    [InlineData(16, 16, 4, false, 4)] // unbound: divided
    [InlineData(4, 64, 2, false, 2)] // of a container's part
    [InlineData(1, 16, 2, true, 1)] // bound to a core
    [InlineData(8, 16, 4, true, 4)] // two bound to each socket
    [InlineData(2, 2, 4, false, 1)] // more ranks than processors
    public void Ranks_on_one_machine_do_not_take_a_processor_twice(int usable, int all, int here, bool isBound, int expected) =>
        new MpiLaunch("OMPI_COMM_WORLD_SIZE", 0, 8, here, isBound).Processors(usable, all).ShouldBe(expected);

    private static MpiLaunch? Of(string environment) =>
        MpiLaunch.Of(environment.Split(' ').Select(setting => setting.Split('=')).ToDictionary(parts => parts[0], parts => parts[1]));
}
