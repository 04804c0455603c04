namespace Parity.Cases;

/// <summary>torch's names of the quantities.</summary>
public static class QuantityNames
{
    static readonly string[] names =
    [
        "output", "batch_mean", "batch_var", "running_mean", "running_var", "num_batches_tracked",
        "grad_input", "grad_weight", "grad_bias",
    ];

    /// <summary>Every quantity, in the order of reports.</summary>
    public static IReadOnlyList<Quantity> All { get; } = Enum.GetValues<Quantity>();

    /// <summary>torch's name: <c>grad_input</c>.</summary>
    public static string TorchName(this Quantity quantity) => names[(int)quantity];
}
