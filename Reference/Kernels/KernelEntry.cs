namespace Parity.Reference.Kernels;

/// <summary>A kernel under a name, made for each element type that it covers.</summary>
/// <param name="Name">The key on the command line and in reports.</param>
/// <param name="Summary">What sets this kernel apart, in one line.</param>
public sealed record KernelEntry(string Name, string Summary)
{
    /// <summary>Makes the kernel over float; the argument is the largest number of threads it may use.</summary>
    public Func<int, IBatchNormKernel<float>>? Float32 { get; init; }

    /// <summary>Makes the kernel over double; the argument is the largest number of threads it may use.</summary>
    public Func<int, IBatchNormKernel<double>>? Float64 { get; init; }

    /// <summary>
    /// Whether a batch's mean and variance over double come from sums that keep what their additions lose. A check then
    /// allows for that much less; what says nothing may lose as much as plain sums of doubles do.
    /// </summary>
    public bool CompensatesStatistics { get; init; }

    /// <summary>Makes the module around the kernel; another one where the module itself is under test.</summary>
    public ModuleFactory Modules { get; init; } = ModuleFactory.Default;
}
