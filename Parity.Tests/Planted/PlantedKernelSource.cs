using Parity.Reference;

namespace Parity.Tests.Planted;

/// <summary>Shows the planted defects to <c>parity check --kernel planted:NAME</c>.</summary>
public sealed class PlantedKernelSource : IKernelSource
{
    public IEnumerable<KernelEntry> Kernels => PlantedDefects.All.Select(defect => defect.Kernel);
}
