using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels;

public sealed class KernelCatalogTests
{
    [Theory]
    [InlineData("manual", typeof(ManualKernel<float>), typeof(ManualKernel<double>))]
    [InlineData("simd", typeof(SimdKernel<float>), typeof(SimdKernel<double>))]
    [InlineData("exact", typeof(ExactKernel<float>), typeof(ExactKernel<double>))]
    public void A_name_makes_its_kernel_over_both_types(string name, Type overFloat, Type overDouble)
    {
        KernelEntry entry = KernelCatalog.All.Single(known => known.Name == name);
        Assert.IsType(overFloat, entry.Float32!(1));
        Assert.IsType(overDouble, entry.Float64!(1));
        Assert.Equal(name == "simd" ? Standard.Double : Standard.Compensated, entry.Standard);
    }

    [Fact]
    public void Every_kernel_says_what_sets_it_apart()
    {
        Assert.All(KernelCatalog.All, entry => Assert.NotEmpty(entry.Summary));
        Assert.Equal(KernelCatalog.All.Count, KernelCatalog.All.DistinctBy(entry => entry.Summary).Count());
    }

    [Fact]
    public void A_module_has_one_or_two_dimensions()
    {
        var kernel = new ManualKernel<float>();
        Assert.IsType<BatchNorm1d<float>>(ModuleFactory.Default.Create(1, 2, BatchNormOptions.Default, kernel));
        Assert.IsType<BatchNorm2d<float>>(ModuleFactory.Default.Create(2, 2, BatchNormOptions.Default, kernel));
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => ModuleFactory.Default.Create(3, 2, BatchNormOptions.Default, kernel));
        Assert.Equal(("dimensions", 3), (error.ParamName, error.ActualValue));
        Assert.StartsWith("allowed are 1 and 2", error.Message, StringComparison.Ordinal);
    }
}
