namespace Parity.Reference.Kernels;

/// <summary>
/// Kernels of another assembly: a public class that implements this and has a constructor without parameters is found
/// by <c>parity check --kernels-from FILE</c>.
/// </summary>
public interface IKernelSource
{
    /// <summary>The kernels, each under a name of its own.</summary>
    IEnumerable<KernelEntry> Kernels { get; }
}
