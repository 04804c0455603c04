using Parity.Comparison;
using Parity.Kernels;
using Parity.Reference;
using Parity.Tests.Planted;
using Parity.Tests.Planted.Changes;
using Parity.Tests.Planted.Refusals;
using Parity.Tests.Sequences;
using Parity.Trust;

namespace Parity.Tests.Kernels;

public sealed class KernelAssemblyTests
{
    static readonly string tests = typeof(KernelAssemblyTests).Assembly.Location;

    [Fact]
    public void Kernels_of_every_source_in_the_file_are_found()
    {
        IEnumerable<string> names = KernelAssembly.Load(tests).Select(entry => entry.Name);
        Assert.Equal(
            PlantedDefects.All.Select(defect => defect.Kernel.Name).Append(OwnKernels.Name).Concat(ChangedKernels.Names)
                .Concat(PlantedSequenceDefects.All.Select(defect => defect.Name))
                .Concat(PlantedRefusals.All.Select(defect => defect.Name))
                .Concat(new UnrulyKernels().Kernels.Select(entry => entry.Name)).Order(StringComparer.Ordinal),
            names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_that_is_named_twice_is_read_once() => Assert.Equal(
        KernelAssembly.Load(tests).Select(entry => entry.Name),
        KernelAssembly.LoadAll([tests, Path.Combine(Path.GetDirectoryName(tests)!, ".", Path.GetFileName(tests))]).Select(entry => entry.Name));

    [Fact]
    public void A_kernel_from_a_file_runs_as_one_from_the_catalog()
    {
        AnsweredTrial fixture = SharedAnswers.Recorded.First(answered => answered.Trial.Case.DType == Parity.Tensors.DType.Float32);
        KernelEntry own = KernelAssembly.Load(tests).Single(entry => entry.Name == OwnKernels.Name);
        Assert.True(ParityCheck.Compare(own, fixture.Trial, fixture.Expected).Passed);
    }

    [Fact]
    public void A_planted_module_from_a_file_is_the_one_that_runs()
    {
        KernelEntry stuck = KernelAssembly.Load(tests).Single(entry => entry.Name == "planted:counter-stuck");
        Assert.NotNull(Hunt.Run(stuck, SharedAnswers.Recorded));
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        var problem = Assert.Throws<UnusableException>(() => KernelAssembly.Load("nowhere/mine.dll"));
        Assert.Contains("there is no kernel assembly nowhere/mine.dll", problem.Message);
    }

    [Fact]
    public void A_file_that_lists_no_kernel_says_what_it_takes()
    {
        var problem = Assert.Throws<UnusableException>(() => KernelAssembly.Load(typeof(FactAttribute).Assembly.Location));
        Assert.Contains(nameof(IKernelSource), problem.Message);
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_refused()
    {
        string text = Path.ChangeExtension(tests, ".deps.json");
        Assert.Contains("cannot be loaded", Assert.Throws<UnusableException>(() => KernelAssembly.Load(text)).Message);
    }
}
