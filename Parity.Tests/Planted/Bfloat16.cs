namespace Parity.Tests.Planted;

/// <summary>Numbers as bfloat16 holds them: a float's upper half.</summary>
static class Bfloat16
{
    /// <summary>The nearest number that bfloat16 holds.</summary>
    public static double RoundTrip(double value) => BitConverter.UInt32BitsToSingle(
        (BitConverter.SingleToUInt32Bits((float)value) + 0x8000) & 0xFFFF0000);
}
