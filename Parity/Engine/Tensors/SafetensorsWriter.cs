using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Parity.Tensors;

/// <summary>Writes tensors in the safetensors format; equal content gives equal bytes.</summary>
public static class SafetensorsWriter
{
    const int Alignment = 8;

    // The default encoder turns '+' and quotes into \u escapes: valid, but not what other writers do.
    static readonly JsonWriterOptions jsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file's bytes.</summary>
    public static byte[] ToBytes(SafetensorsContent content)
    {
        using var stream = new MemoryStream();
        Write(content, stream);
        return stream.ToArray();
    }

    /// <summary>Writes the file: header length, JSON header padded with spaces, data in the order of names.</summary>
    public static void Write(SafetensorsContent content, Stream destination)
    {
        string[] names = [.. content.Tensors.Keys.Order(StringComparer.Ordinal)];
        var header = new ArrayBufferWriter<byte>(2048);
        WriteHeader(content, names, header);
        int padding = -header.WrittenCount & (Alignment - 1);
        header.GetSpan(padding)[..padding].Fill((byte)' ');
        header.Advance(padding);

        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.WrittenCount);
        destination.Write(length);
        destination.Write(header.WrittenSpan);
        foreach (string name in names)
            destination.Write(content.Tensors[name].Bytes);
    }

    static void WriteHeader(SafetensorsContent content, string[] names, ArrayBufferWriter<byte> header)
    {
        using var json = new Utf8JsonWriter(header, jsonOptions);
        json.WriteStartObject();
        json.WriteStartObject(SafetensorsReader.MetadataKey);
        foreach ((string key, string value) in content.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();

        long offset = 0;
        foreach (string name in names)
        {
            DenseTensor tensor = content.Tensors[name];
            json.WriteStartObject(name);
            json.WriteString("dtype", SafetensorsDType.Name(tensor.DType));
            json.WriteStartArray("shape");
            foreach (int length in tensor.Shape)
                json.WriteNumberValue(length);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset += tensor.Bytes.Length);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
