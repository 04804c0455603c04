namespace Parity.Cases;

/// <summary>Which torch module a case is about.</summary>
public enum BatchNormModule
{
    /// <summary><c>nn.BatchNorm1d</c>.</summary>
    BatchNorm1d,

    /// <summary><c>nn.BatchNorm2d</c>.</summary>
    BatchNorm2d,
}
