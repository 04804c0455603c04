namespace Parity.Trust;

/// <summary>How soon a planted defect is caught.</summary>
/// <param name="Name">The kernel's name on the command line.</param>
/// <param name="Summary">What it gets wrong.</param>
/// <param name="Caught">Number of seeds that caught it within the cases allowed.</param>
/// <param name="Median">Cases until caught, median over the seeds; null where half of the seeds or more did not catch it.</param>
/// <param name="Least">Fewest cases until caught; null where no seed caught it.</param>
/// <param name="Most">Most cases until caught, over the seeds that caught it; null where none did.</param>
/// <param name="Quantity">The quantity that failed first most often; null where nothing failed.</param>
public sealed record DefectRow(
    string Name, string Summary, int Caught, double? Median, int? Least, int? Most, string? Quantity);
