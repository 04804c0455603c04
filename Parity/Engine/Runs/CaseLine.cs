using System.Buffers;
using System.Text.Json;
using Parity.Cases;
using Parity.Comparison;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>
/// Spells the line of a case, to the letter as the serializer with <see cref="JournalFormat.Options"/> would, which reads
/// it again: there is a line of every case, and in a short run the serializer's own start would take longer than all of them.
/// </summary>
/// <param name="json">Writes the line.</param>
/// <param name="line">Where it writes to.</param>
sealed class CaseLine(Utf8JsonWriter json, ArrayBufferWriter<byte> line)
{
    static readonly string[] quantities = Words(typeof(Quantity)), verdicts = Words(typeof(Verdict)), modules = Words(typeof(BatchNormModule)),
        dtypes = Words(typeof(DType)), layouts = Words(typeof(Layout));

    readonly Dictionary<object, Place> spelled = new(ReferenceEqualityComparer.Instance); // records in this line

    /// <summary>Writes it.</summary>
    public void Write(CaseOutcome outcome)
    {
        spelled.Clear();
        json.WriteStartObject();
        json.WriteNumber("number"u8, outcome.Number);
        json.WriteString("case"u8, outcome.Case);
        Write(json, outcome.Kind);
        Flag(json, "ordinary"u8, outcome.Ordinary);
        json.WriteStartArray("options"u8);
        foreach (string option in outcome.Options)
            json.WriteStringValue(option);
        json.WriteEndArray();
        if (outcome.OracleFailure is { } failure)
            json.WriteString("oracle_failure"u8, failure);
        if (outcome.Unsteady is { } unsteady)
            Record("unsteady"u8, unsteady);
        if (outcome.Bits is { } bits)
            Write(json, bits);
        json.WriteBoolean("follows_arithmetic"u8, outcome.FollowsArithmetic);
        Flag(json, "root_unknown"u8, outcome.RootUnknown);
        Flag(json, "misread"u8, outcome.Misread);
        json.WriteStartArray("kernels"u8);
        foreach (KernelOutcome kernel in outcome.Kernels)
            Write(kernel);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes the property that says where in the generated space something is.</summary>
    public static void Write(Utf8JsonWriter json, CaseKind kind)
    {
        json.WriteStartObject("kind"u8);
        json.WriteString("module"u8, modules[(int)kind.Module]);
        json.WriteBoolean("training"u8, kind.Training);
        json.WriteString("d_type"u8, dtypes[(int)kind.DType]);
        json.WriteString("layout"u8, layouts[(int)kind.Layout]);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, IReadOnlyList<ArithmeticCheck> bits)
    {
        json.WriteStartArray("bits"u8);
        foreach (ArithmeticCheck tensor in bits)
        {
            json.WriteStartObject();
            json.WriteString("way"u8, tensor.Way);
            json.WriteString("quantity"u8, quantities[(int)tensor.Quantity]);
            if (tensor.Library is { } library)
                json.WriteString("library"u8, library);
            if (tensor.Expected is { } expected)
                json.WriteString("expected"u8, expected);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    void Write(KernelOutcome kernel)
    {
        json.WriteStartObject();
        json.WriteString("kernel"u8, kernel.Kernel);
        json.WriteStartArray("quantities"u8);
        foreach (QuantityOutcome judged in kernel.Quantities)
            Once(judged, Write);
        json.WriteEndArray();
        if (kernel.Error is { } error)
        {
            json.WritePropertyName("error"u8);
            Write(error);
        }

        json.WriteStartArray("findings"u8);
        foreach (Finding found in kernel.Findings)
            Write(found);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    void Write(Finding found)
    {
        json.WriteStartObject();
        json.WriteString("kernel"u8, found.Kernel);
        if (found.Quantity is { } quantity)
            json.WriteString("quantity"u8, quantities[(int)quantity]);
        json.WriteString("verdict"u8, verdicts[(int)found.Verdict]);
        Record("told"u8, found.Told);
        json.WriteEndObject();
    }

    void Write(QuantityOutcome judged)
    {
        json.WriteStartObject();
        json.WriteString("q"u8, quantities[(int)judged.Quantity]);
        json.WriteString("v"u8, verdicts[(int)judged.Verdict]);
        Flag(json, "ac"u8, judged.Allclose);
        Flag(json, "cl"u8, judged.AssertClose);
        Number(json, "abs"u8, judged.MaxAbs);
        Number(json, "rel"u8, judged.MaxRel);
        Number(json, "ulp"u8, judged.MaxUlp);
        Number(json, "ks"u8, judged.KernelShare);
        Number(json, "os"u8, judged.OracleShare);
        Number(json, "ku"u8, judged.KernelUlp);
        Number(json, "ou"u8, judged.OracleUlp);
        Number(json, "ts"u8, judged.TighterShare);
        Number(json, "ub"u8, judged.Unbounded);
        Number(json, "bb"u8, judged.ByBits);
        Write(json, "kernel_errors"u8, judged.KernelErrors);
        Write(json, "oracle_errors"u8, judged.OracleErrors);
        Flag(json, "dv"u8, judged.DeclaredVacuous);
        if (judged.Disagreement is { } disagreement)
            Record("disagreement"u8, disagreement);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ErrorSample? errors)
    {
        if (errors is null)
            return;
        json.WriteStartObject(name);
        json.WriteStartArray("e"u8);
        for (int bucket = 0; bucket < errors.Elements.Count; bucket++)
            json.WriteNumberValue(errors.Elements[bucket]);
        json.WriteEndArray();
        json.WriteNumber("c"u8, errors.Column);
        json.WriteNumber("b"u8, errors.Bound);
        json.WriteEndObject();
    }

    static void Flag(Utf8JsonWriter json, ReadOnlySpan<byte> name, bool flag)
    {
        if (flag)
            json.WriteBoolean(name, flag);
    }

    static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, long number)
    {
        if (number != 0)
            json.WriteNumber(name, number);
    }

    static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, double number)
    {
        if (double.IsFinite(number) && number != 0)
            json.WriteNumber(name, number);
        else if (number != 0)
            json.WriteString(name, double.IsNaN(number) ? "NaN"u8 : number > 0 ? "Infinity"u8 : "-Infinity"u8);
    }

    // Records that few lines have, and the report spells too.
    void Record(ReadOnlySpan<byte> name, object record)
    {
        json.WritePropertyName(name);
        Once(record, one => JsonSerializer.Serialize(json, one, one.GetType(), JournalFormat.Options));
    }

    // Kernels that came to the same share its record, and a finding that of its quantity: what stands in the line is copied.
    void Once<T>(T record, Action<T> spell)
        where T : class
    {
        if (spelled.TryGetValue(record, out Place? place))
        {
            json.WriteRawValue(line.WrittenSpan[place.Start..place.End], skipInputValidation: true);
            return;
        }

        json.Flush();
        int start = line.WrittenCount;
        spell(record);
        json.Flush();
        // What separates it from the one before is not its own.
        spelled.Add(record, new(line.WrittenSpan[start] == (byte)',' ? start + 1 : start, line.WrittenCount));
    }

    sealed record Place(int Start, int End);

    static string[] Words(Type words) => Array.ConvertAll(Enum.GetNames(words), JsonNamingPolicy.SnakeCaseLower.ConvertName);
}
