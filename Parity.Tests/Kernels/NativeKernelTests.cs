using System.ComponentModel;
using System.Diagnostics;
using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reports;
using Parity.Tests.Fixtures;
using Parity.Tests.Guides;
using Parity.Tests.Tool;
using Parity.Tool;

namespace Parity.Tests.Kernels;

/// <summary>The example in C of the guide: right, wrong and crashing, as built by the compiler that is here.</summary>
public sealed class NativeKernelTests : IDisposable
{
    const string Return = "    return 0;\n";

    // What a backward pass is given and asked for, as sums that tell each apart: grad_bias is right, grad_weight all that it was handed.
    const string Backward = """

        int32_t parity_backward(
            int32_t type, int32_t training, double eps, const parity_tensor *grad_output, const parity_tensor *input, const void *weight,
            const double *mean, const double *variance, const parity_tensor *grad_input, void *grad_weight, void *grad_bias)
        {
            for (int64_t c = 0; c < input->lengths[1]; c++) {
                double sum = 0;
                EACH_VALUE(grad_output) sum += AT(grad_output);
                if (grad_bias) ((float *)grad_bias)[c] = (float)sum;
                if (grad_weight) ((float *)grad_weight)[c] = (float)(training + 10 * eps + 100 * mean[c] + 1000 * variance[c] + ((const float *)weight)[c]);
                if (grad_input->data) EACH_VALUE(grad_input) AT(grad_input) = AT(input);
            }
            return type != PARITY_FLOAT32;
        }

        """;

    static readonly string example = File.ReadAllText(Path.Combine(Guide.Root, "Parity", "Guides", "native", "batch_norm.c"));

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [CompilerFact]
    public void The_example_passes_and_with_the_mistake_of_many_it_fails()
    {
        string[] cases = ["--cases", "60", "--oracle", "emulated", "--report", folder.File("report")];
        CommandLineRun right = CommandLineRun.Of(["check", "--kernel", $"native:{Built("right", example)}", .. cases]);
        Assert.True(right.ExitCode == ExitCode.Parity, right.Output + right.Error);
        Assert.Contains("sums in double, ", right.Output, StringComparison.Ordinal);
        Assert.Contains("without float64, bfloat16, float16, backward, eps of 0", string.Join(' ', right.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

        string wrong = Built("it's wrong", example.Replace("squares / count", "squares / (count - 1)", StringComparison.Ordinal));
        CommandLineRun failed = CommandLineRun.Of(["check", "--kernel", $"native:{wrong}", .. cases]);
        Assert.Equal(ExitCode.Mismatch, failed.ExitCode);
        Assert.Contains($" --kernel 'native:{wrong.Replace("'", "'\\''", StringComparison.Ordinal)}' --oracle emulated", failed.Output, StringComparison.Ordinal);
    }

    [CompilerFact]
    public void A_test_holds_a_library_against_an_oracle_in_its_own_process()
    {
        ParityReport right = Gate.OfNative(Built("right", example)).Against("emulated").Cases(60).Assert();
        Assert.Equal(60, right.Judged);
        Assert.Equal($"native:{folder.File("right.so")}", Assert.Single(right.Kernels).Name);

        string wrong = Built("wrong", example.Replace("squares / count", "squares / (count - 1)", StringComparison.Ordinal));
        var failed = Assert.Throws<GateException>(() => Gate.OfNative(wrong).Against("emulated").Cases(60).Assert());
        Disagreement first = failed.Report.Disagreements[0];
        Assert.Equal($"native:{wrong}", first.Kernel);
        Assert.Throws<GateException>(() => Gate.OfNative(wrong).Against("emulated").Cases(first.Case).Assert());
    }

    [Fact]
    public void A_test_that_names_no_library_is_told_so() =>
        Assert.Contains("there is no library nowhere.so", Assert.Throws<UnusableException>(() => Gate.OfNative("nowhere.so")).Message, StringComparison.Ordinal);

    [CompilerFact]
    public void A_crash_names_the_case()
    {
        string library = Built("crashing", example.Replace(Return, $"    if (input->lengths[0] == 3) *(volatile int *)0 = 1;\n{Return}", StringComparison.Ordinal));
        CommandLineRun run = CommandLineRun.Of("replay", "bn1d/3x2/seed=1", "--kernel", $"native:{library}", "--oracle", "emulated");
        Assert.Equal(ExitCode.Mismatch, run.ExitCode);
        Assert.Contains("  case      bn1d/3x2/seed=1\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("died", run.Output, StringComparison.Ordinal);
        Assert.Contains("SIGSEGV", run.Output, StringComparison.Ordinal);
        CommandLineRun other = CommandLineRun.Of("replay", "bn1d/4x2/seed=1", "--kernel", $"native:{library}", "--oracle", "emulated");
        Assert.True(other.ExitCode == ExitCode.Parity, other.Output + other.Error);
    }

    [CompilerTheory]
    [InlineData("bn1d/4x3/seed=1")]
    [InlineData("bn1d/4x3x5/eval/permuted/seed=1")]
    [InlineData("bn2d/2x3x4x5/channels_last/seed=1")]
    public void Every_rank_and_stride_arrives_as_it_is(string descriptor)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        KernelEntry native = NativeKernel.Entry(Built("right", example));
        BatchNormResult expected = KernelRun.Run(KernelCatalog.All[0], trial), actual = KernelRun.Run(native, trial with { Case = trial.Case with { Requires = GradientRequest.None } });
        for (int i = 0; i < expected[Quantity.Output]!.Count; i++)
            Assert.Equal(expected[Quantity.Output]![i], actual[Quantity.Output]![i], 1e-5);
    }

    [CompilerFact]
    public void Backward_is_handed_all_that_it_needs()
    {
        string source = example.Replace("PARITY_STRIDES |", "PARITY_STRIDES | PARITY_BACKWARD |", StringComparison.Ordinal) + Backward;
        KernelEntry native = NativeKernel.Entry(Built("backward", source));
        Assert.True(native.Coverage.Backward);
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn2d/2x3x4x5/eval/eps=0.5/seed=1"));
        BatchNormResult actual = KernelRun.Run(native, trial), expected = KernelRun.Run(KernelCatalog.All[0], trial);
        for (int c = 0; c < 3; c++)
        {
            BatchNormInputs inputs = trial.Inputs;
            Assert.Equal(expected[Quantity.GradBias]![c], actual[Quantity.GradBias]![c], 1e-5);
            Assert.Equal(5 + 100 * inputs.RunningMean![c] + 1000 * inputs.RunningVar![c] + inputs.Weight![c], actual[Quantity.GradWeight]![c], 1e-2);
        }

        Assert.Equal(trial.Inputs.Input.Bytes.ToArray(), actual[Quantity.GradInput]!.Bytes.ToArray());
        Assert.NotNull(KernelRun.Run(native, trial with { Case = trial.Case with { Requires = GradientRequest.None } })[Quantity.Output]);
    }

    [CompilerFact]
    public void A_code_other_than_0_is_the_kernels_failure()
    {
        KernelEntry native = NativeKernel.Entry(Built("refusing", example.Replace(Return, "    return 7;\n", StringComparison.Ordinal)));
        Assert.Contains("parity_forward of refusing.so returned 7", KernelRun.Run(native, CaseData.Generate(CaseDescriptor.Parse("bn1d/4x3/requires=none"))).Failure?.What, StringComparison.Ordinal);
    }

    [CompilerFact]
    public void A_library_of_another_kind_is_refused_with_what_it_takes()
    {
        Assert.Contains("there is no library", Refused(folder.File("none.so")), StringComparison.Ordinal);
        File.WriteAllText(folder.File("text.so"), "no library");
        // The loader's own reason, and not what surrounds it.
        Assert.StartsWith($"{folder.File("text.so")} cannot be loaded: {folder.File("text.so")}: ", Refused(folder.File("text.so")), StringComparison.Ordinal);
        Assert.Contains("exports no parity_covers", Refused(Built("other", "int f(void) { return 1; }")), StringComparison.Ordinal);
        Assert.Contains("covers no element type", Refused(Built("nothing", example.Replace("return PARITY_FLOAT32 |", "return", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Contains("exports no parity_backward", Refused(Built("forward", example.Replace("return PARITY_FLOAT32", "return PARITY_BACKWARD | PARITY_FLOAT32", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    static string Refused(string library) => Assert.Throws<UnusableException>(() => new KernelChoice($"native:{library}", []).Resolve()).Message;

    string Built(string name, string source)
    {
        string c = folder.File(name + ".c"), library = folder.File(name + ".so");
        File.WriteAllText(c, source);
        string[] arguments = ["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror", $"-I{Path.Combine(Guide.Root, "Parity", "Guides", "native")}", "-o", library, c, "-lm"];
        using var compiler = Process.Start(new ProcessStartInfo("cc", arguments) { RedirectStandardError = true })!;
        string said = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.True(compiler.ExitCode == 0, said);
        return library;
    }
}

/// <summary>Whether there is a C compiler, <c>cc</c>, that makes shared libraries as Linux loads them.</summary>
static class Compiler
{
    public static string? SkipReason { get; } = Missing();

    static string? Missing()
    {
        if (!OperatingSystem.IsLinux())
            return "the example is built as on Linux";
        try
        {
            using var found = Process.Start(new ProcessStartInfo("cc", "--version") { RedirectStandardOutput = true })!;
            found.StandardOutput.ReadToEnd();
            found.WaitForExit();
            return found.ExitCode == 0 ? null : "cc does not work";
        }
        catch (Win32Exception e)
        {
            return $"there is no C compiler: {e.Message}";
        }
    }
}

/// <summary>A test that needs a C compiler; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CompilerFactAttribute : FactAttribute
{
    /// <summary>Finds out.</summary>
    public CompilerFactAttribute() => Skip = Compiler.SkipReason;
}

/// <summary>A theory that needs a C compiler; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CompilerTheoryAttribute : TheoryAttribute
{
    /// <summary>Finds out.</summary>
    public CompilerTheoryAttribute() => Skip = Compiler.SkipReason;
}
