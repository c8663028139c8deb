// Each test starts programs that take all processors.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
