using System.Buffers.Binary;
using System.Text.Json;

namespace Parity.Tensors;

/// <summary>Reads the safetensors format and believes nothing: every length, offset and type is checked.</summary>
static class SafetensorsReader
{
    internal const string MetadataKey = "__metadata__";

    /// <summary>Reads one file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="name">Its name for messages.</param>
    /// <exception cref="InvalidDataException">The file is not valid; the message begins with its name and says why.</exception>
    public static SafetensorsContent Read(Stream source, string name)
    {
        using var bytes = new MemoryStream();
        source.CopyTo(bytes);
        return Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), name);
    }

    /// <summary>Reads one file's bytes.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">Its name for messages.</param>
    /// <exception cref="InvalidDataException">The file is not valid; the message begins with its name and says why.</exception>
    public static SafetensorsContent Read(ReadOnlyMemory<byte> bytes, string name)
    {
        ReadOnlyMemory<byte> header = Header(bytes, name);
        ReadOnlySpan<byte> data = bytes.Span[(sizeof(ulong) + header.Length)..];
        try
        {
            using var json = JsonDocument.Parse(header);
            return Content(json.RootElement, data, name);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name}: the header is not valid JSON: {e.Message}", e);
        }
    }

    static ReadOnlyMemory<byte> Header(ReadOnlyMemory<byte> bytes, string name)
    {
        if (bytes.Length < sizeof(ulong))
            throw new InvalidDataException($"{name}: {bytes.Length} bytes are too few for the header's length");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        int left = bytes.Length - sizeof(ulong);
        if (length > (ulong)left)
            throw new InvalidDataException($"{name}: the header is said to have {length} bytes, {left} are there");
        return bytes.Slice(sizeof(ulong), (int)length);
    }

    static SafetensorsContent Content(JsonElement header, ReadOnlySpan<byte> data, string name)
    {
        if (header.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{name}: the header is not a JSON object");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var tensors = new Dictionary<string, DenseTensor>(StringComparer.Ordinal);
        var ranges = new List<(long Begin, long End, string Tensor)>();
        foreach (JsonProperty entry in header.EnumerateObject())
        {
            if (entry.Name == MetadataKey)
            {
                ReadMetadata(entry.Value, metadata, name);
                continue;
            }

            var description = TensorDescription.Read(entry, data.Length, name);
            ranges.Add((description.Begin, description.End, entry.Name));
            if (!tensors.TryAdd(entry.Name, description.Tensor(data)))
                throw new InvalidDataException($"{name}: tensor '{entry.Name}' is there twice");
        }

        CheckCovered(ranges, data.Length, name);
        return new SafetensorsContent(metadata, tensors);
    }

    static void ReadMetadata(JsonElement value, Dictionary<string, string> metadata, string name)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{name}: {MetadataKey} is not a JSON object");
        foreach (JsonProperty entry in value.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.String)
                throw new InvalidDataException($"{name}: {MetadataKey} '{entry.Name}' is not a text");
            if (!metadata.TryAdd(entry.Name, entry.Value.GetString()!))
                throw new InvalidDataException($"{name}: {MetadataKey} '{entry.Name}' is there twice");
        }
    }

    // Every byte belongs to one tensor: no hole can hide data, no overlap can share it.
    static void CheckCovered(List<(long Begin, long End, string Tensor)> ranges, int length, string name)
    {
        ranges.Sort();
        long end = 0;
        foreach ((long begin, long next, string tensor) in ranges)
        {
            if (begin != end)
                throw new InvalidDataException(
                    $"{name}: tensor '{tensor}' {(begin < end ? "overlaps the one before it" : "leaves a hole before it")}: "
                    + $"it begins at {begin}, not at {end}");
            end = next;
        }

        if (end != length)
            throw new InvalidDataException($"{name}: {length - end} bytes after the last tensor belong to none");
    }

    /// <summary>One tensor's entry in the header.</summary>
    readonly record struct TensorDescription(string TypeInFile, int[] Shape, long Begin, long End)
    {
        public static TensorDescription Read(JsonProperty entry, int dataLength, string name)
        {
            string what = $"{name}: tensor '{entry.Name}'";
            if (entry.Value.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException($"{what} is not described by a JSON object");
            string dtypeName = Member(entry.Value, "dtype", JsonValueKind.String, what).GetString()!;
            if (SafetensorsDType.Parse(dtypeName) is null)
                throw new InvalidDataException($"{what} has dtype {dtypeName}; supported are {SafetensorsDType.Names}");
            long[] shape = Numbers(entry.Value, "shape", what);
            long[] offsets = Numbers(entry.Value, "data_offsets", what);
            if (offsets.Length != 2 || offsets[0] > offsets[1] || offsets[1] > dataLength)
                throw new InvalidDataException(
                    $"{what} has data_offsets [{string.Join(", ", offsets)}], outside the file's {dataLength} bytes of data");

            Int128 size = shape.Aggregate((Int128)SafetensorsDType.SizeInFile(dtypeName), (product, length) => Saturate(product * length));
            if (size != offsets[1] - offsets[0])
                throw new InvalidDataException(
                    $"{what} of dtype {dtypeName} and shape [{string.Join(", ", shape)}] does not fit into {offsets[1] - offsets[0]} bytes");
            return new(dtypeName, [.. shape.Select(length => (int)length)], offsets[0], offsets[1]);
        }

        public DenseTensor Tensor(ReadOnlySpan<byte> data)
        {
            DType dtype = SafetensorsDType.Parse(TypeInFile)!.Value;
            ReadOnlySpan<byte> bytes = data[(int)Begin..(int)End];
            int size = SafetensorsDType.SizeInFile(TypeInFile);
            if (size == dtype.Size())
                return new DenseTensor(dtype, Shape, bytes.ToArray());
            var tensor = new DenseTensor(dtype, Shape);
            Span<long> values = tensor.Values<long>();
            for (int i = 0; i < values.Length; i++)
                values[i] = SafetensorsDType.Integer(bytes.Slice(i * size, size), signed: TypeInFile[0] == 'I');
            return tensor;
        }

        // Lengths are at most int.MaxValue, so a product of two stays exact; beyond long it can only be wrong.
        static Int128 Saturate(Int128 value) => Int128.Min(value, long.MaxValue);

        static JsonElement Member(JsonElement of, string key, JsonValueKind kind, string what) =>
            of.TryGetProperty(key, out JsonElement value) && value.ValueKind == kind
                ? value
                : throw new InvalidDataException($"{what} has no valid {key}");

        static long[] Numbers(JsonElement of, string key, string what)
        {
            JsonElement array = Member(of, key, JsonValueKind.Array, what);
            var numbers = new long[array.GetArrayLength()];
            int i = 0;
            foreach (JsonElement element in array.EnumerateArray())
                numbers[i++] = element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long n) && n is >= 0 and <= int.MaxValue
                    ? n
                    : throw new InvalidDataException($"{what} has {element} in {key}; whole numbers from 0 to {int.MaxValue} are allowed");
            return numbers;
        }
    }
}

/// <summary>Named tensors and their metadata: what one safetensors file, or one frame of the oracle's worker, holds.</summary>
/// <param name="Metadata">Free text by key.</param>
/// <param name="Tensors">Tensors by name.</param>
public sealed record SafetensorsContent(
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyDictionary<string, DenseTensor> Tensors);
