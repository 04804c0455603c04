using System.Text.RegularExpressions;
using Parity.Reference;
using Parity.Tests.Oracles;
using Parity.Trust;
using Xunit.Abstractions;

namespace Parity.Tests.Planted;

public sealed partial class PlantedDefectsTests(ITestOutputHelper output)
{
    public static TheoryData<string> Defects() =>
        new(PlantedDefects.All.Select(defect => defect.Name));

    public static TheoryData<string> RecordedDefects() =>
        new(PlantedDefects.All.Where(defect => defect.NotRecorded is null).Select(defect => defect.Name));

    public static TheoryData<string> RightKernels() => new(KernelCatalog.All.Select(entry => entry.Name));

    [LiveTheory, MemberData(nameof(Defects))]
    public void A_planted_defect_is_caught_by_the_live_oracle(string name)
    {
        Caught? caught = Hunt.Run(PlantedDefects.Named(name).Kernel, SharedAnswers.Live);
        Assert.True(caught is not null, $"planted:{name} passed every case of seed {Settings.Seed}");
        output.WriteLine($"caught after {caught.Cases} cases, by {caught.Comparison.Trial.Descriptor}");
    }

    [Theory, MemberData(nameof(RecordedDefects))]
    public void A_planted_defect_is_caught_by_the_fixtures(string name) =>
        Assert.True(Hunt.Run(PlantedDefects.Named(name).Kernel, SharedAnswers.Recorded) is not null, $"planted:{name} passed every fixture");

    [LiveTheory, MemberData(nameof(RightKernels))]
    public void A_right_kernel_passes_the_cases_that_catch_the_defects(string name) =>
        Assert.Null(Hunt.Run(KernelCatalog.All.Single(entry => entry.Name == name), SharedAnswers.Live.Take(Settings.Cases)));

    [Theory, MemberData(nameof(RightKernels))]
    public void A_right_kernel_passes_the_fixtures_that_catch_the_defects(string name) =>
        Assert.Null(Hunt.Run(KernelCatalog.All.Single(entry => entry.Name == name), SharedAnswers.Recorded));

    // A mark that outlives its reason would hide that the fixtures see the defect, and later that they no longer do.
    [Fact]
    public void A_defect_that_the_fixtures_cannot_show_passes_them() =>
        Assert.Empty(PlantedDefects.All
            .Where(defect => defect.NotRecorded is not null && Hunt.Run(defect.Kernel, SharedAnswers.Recorded) is not null)
            .Select(defect => defect.Name));

    [Fact]
    public void The_table_names_every_planted_class_by_its_own_name()
    {
        string spaces = typeof(PlantedDefects).Namespace + ".";
        IEnumerable<Type> planted = typeof(PlantedDefects).Assembly.GetTypes().Where(type =>
            type is { IsGenericTypeDefinition: true, IsNested: false }
            && type.FullName!.StartsWith(spaces, StringComparison.Ordinal)
            // A change that stays within what is right is for the comparison of two runs.
            && type.Namespace != typeof(Changes.ReorderedSums<>).Namespace
            && type.Namespace != typeof(Refusals.PlantedRefusals).Namespace
            && type.FullName.IndexOf('.', spaces.Length) > 0);
        Assert.Equal(
            planted.Select(NameOf).Order(StringComparer.Ordinal),
            PlantedDefects.All.Where(defect => !defect.Float32Only).Select(defect => defect.Name).Order(StringComparer.Ordinal));
        Assert.All(PlantedDefects.All, defect =>
            Assert.Equal(NameOf(defect.Definition) + (defect.Float32Only ? "-float32" : ""), defect.Name));
    }

    static string NameOf(Type type) => NextWord().Replace(type.Name[..^2], "-").ToLowerInvariant();

    [GeneratedRegex("(?<!^)(?=[A-Z])")]
    private static partial Regex NextWord();
}
