using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Parity.Cases;
using Parity.Oracles;

namespace Parity.Tests.Oracles;

/// <summary>No number reaches libtorch in a <c>Scalar</c> that the collector may free during the call.</summary>
public class ScalarLifetimeTests
{
    [Fact]
    public void Nothing_is_converted_to_a_Scalar_on_the_way()
    {
        string[] used = [.. OfTorchSharp(typeof(TorchSharpOracle)), .. OfTorchSharp(typeof(ScalarLifetimeTests))];
        // What is looked for would be found: the conversions that are held are there, by their names.
        Assert.Contains("ScalarExtensionMethods.ToScalar", used);
        Assert.DoesNotContain("Scalar.op_Implicit", used);
    }

    [LiveFact("torchsharp")]
    public void Cases_pass_beside_a_thread_that_collects()
    {
        // TorchSharp's own forward converts a 1 to count a batch: here no batch is counted, or we count it.
        Trial[] trials =
        [
            .. ((string[])["bn2d/3x2x2x2/notrack", "bn2d/3x2x2x2/channels_last/f64/eval", "bn1d/4x3/momentum=null/noweight"])
                .Select(descriptor => CaseData.Generate(CaseDescriptor.Parse(descriptor))),
        ];
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() => Collect(stop.Token));
        collector.Start();
        try
        {
            Assert.Empty(LiveOracle.Use(oracle => Errors(oracle, trials, 1000), "torchsharp"));
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }

    // The members of TorchSharp that the assembly of a type calls.
    static List<string> OfTorchSharp(Type type)
    {
        using var file = new PEReader(File.OpenRead(type.Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.MemberReferences.Select(handle => Name(metadata, metadata.GetMemberReference(handle))).OfType<string>()];
    }

    static string? Name(MetadataReader metadata, MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeReference)
            return null;
        TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
        return metadata.GetString(type.Namespace) == "TorchSharp" ? $"{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}" : null;
    }

    static void Collect(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            GC.Collect(0);
            GC.WaitForPendingFinalizers();
        }
    }

    static List<string> Errors(IOracle oracle, Trial[] trials, int rounds) =>
    [
        .. Enumerable.Range(0, rounds).SelectMany(_ => trials).Select(trial => oracle.Run(trial).Error?.Message).OfType<string>(),
    ];
}
