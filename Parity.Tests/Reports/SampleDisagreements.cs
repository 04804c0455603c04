using Parity.Reports;

namespace Parity.Tests.Reports;

/// <summary>What the failing sample report tells: one of each kind.</summary>
static class SampleDisagreements
{
    /// <summary>All of them, in the order of reports.</summary>
    public static IReadOnlyList<Disagreement> All => [GradInput, RunningVar, OracleWorse, Vacuous, RaisedError];

    /// <summary>The failure that the house style shows.</summary>
    public static Disagreement GradInput => new()
    {
        Case = "bn1d/1x9x4/seed=61025143",
        FoundAs = "bn1d/1x9x4/seed=61025143",
        Kernel = "simd",
        Quantity = "grad_input",
        Dtype = "float32",
        BatchDtype = "float32",
        Mode = "train",
        Verdict = "kernel worse",
        Fails = true,
        Elements = 36,
        Mismatches = 3,
        FirstIndex = [0, 2, 1],
        Index = [0, 5, 3],
        Expected = 0.12345678f,
        Actual = 0.12345694f,
        Exact = 0.12345679012345678,
        ExpectedBits = "0x3DFCD6E9",
        ActualBits = "0x3DFCD6FE",
        AbsDiff = 1.5646219e-7,
        Allowed = 1.3345678e-7,
        Ulp = 21,
        KernelUlpFromExact = 18,
        OracleUlpFromExact = 3,
        KernelShare = 1.17,
        OracleShare = 0.25,
        Channels = new ChannelErrors(9, [0.1, 0.02, 0.3, 0, 0.25, 1.17, 0.5, 0.4, 0.001], [0.05, 0.25, 0.1, 0, 0.2, 0.25, 0.01, 0.02, 0.03]),
        Limit = "rtol 1e-06 atol 1e-08",
        Replay = "./run.sh replay bn1d/1x9x4/seed=61025143",
    };

    static Disagreement RunningVar => GradInput with
    {
        Case = "bn2d/3x33x7x5/channels_last/f64/eps=0.001/momentum=0.25/noaffine/offset4/seed=2147483647",
        FoundAs = "bn2d/64x33x17x13/channels_last/f64/eps=0.001/momentum=0.25/noaffine/offset4/seed=2147483647",
        Quantity = "running_var",
        Dtype = "float64",
        BatchDtype = "float64",
        KernelShare = double.PositiveInfinity,
        Channels = new ChannelErrors(33, [double.PositiveInfinity, .. Enumerable.Repeat(0.5, 31)], [.. Enumerable.Repeat(0.25, 32)]),
        Verdict = "unexplained",
        Elements = 33,
        Mismatches = 33,
        FirstIndex = [0],
        Index = [17],
        Expected = 12345.678901234567,
        Actual = double.NaN,
        Exact = 12345.678901234565,
        ExpectedBits = "0x40C81CD6E631F8A1",
        ActualBits = "0x7FF8000000000000",
        AbsDiff = double.NaN,
        Allowed = 1.2345678e-10,
        Ulp = long.MaxValue,
        KernelUlpFromExact = long.MaxValue,
        OracleUlpFromExact = 1,
        Limit = "rtol 1e-14 atol 1e-16",
        Replay = "./run.sh replay bn2d/3x33x7x5/channels_last/f64/eps=0.001/momentum=0.25/noaffine/offset4/seed=2147483647",
    };

    static Disagreement OracleWorse => GradInput with
    {
        Kernel = "manual",
        Quantity = "output",
        Verdict = "oracle worse",
        Fails = false,
        KernelUlpFromExact = 0,
        OracleUlpFromExact = 21,
    };

    static Disagreement Vacuous => new()
    {
        Case = "bn2d/1x1x2x2/constant/seed=5",
        FoundAs = "bn2d/4x1x8x2/constant/seed=5",
        Kernel = "simd",
        Quantity = "batch_var",
        Dtype = "float32",
        BatchDtype = "float32",
        Mode = "train",
        Verdict = "vacuous",
        Fails = true,
        Reason = "every expected value is 0, and the case does not declare a constant channel, so this comparison could not have failed",
        Elements = 1,
        Replay = "./run.sh replay bn2d/1x1x2x2/constant/seed=5",
    };

    static Disagreement RaisedError => new()
    {
        Case = "bn1d/1x3/seed=1",
        FoundAs = "bn1d/1x3/seed=1",
        Kernel = "simd",
        Quantity = "error",
        Dtype = "float32",
        BatchDtype = "float32",
        Mode = "train",
        Verdict = "unexplained",
        Fails = true,
        Reason = SampleReports.Hostile,
        Replay = "./run.sh replay bn1d/1x3/seed=1",
    };
}
