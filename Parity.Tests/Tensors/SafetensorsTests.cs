using System.Buffers.Binary;
using System.Text;
using Parity.Fixtures;
using Parity.Tensors;

namespace Parity.Tests.Tensors;

public sealed class SafetensorsTests
{
    const string OneFloat = """{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""";

    [Fact]
    public void What_was_written_is_read_back_bit_for_bit()
    {
        var written = new SafetensorsContent(
            new Dictionary<string, string> { ["b"] = "it's \"ünicode\" + <tags>", ["a"] = "" },
            new Dictionary<string, DenseTensor>
            {
                ["f64"] = DenseTensor.From([double.NaN, -0.0, double.Epsilon, double.PositiveInfinity], 2, 2),
                ["f32"] = DenseTensor.From([float.NaN, -0f, 1e-45f], 1, 3, 1),
                ["counter"] = DenseTensor.Scalar(long.MinValue),
                ["empty"] = new DenseTensor(DType.Float32, [3, 0]),
            });
        SafetensorsContent read = SafetensorsReader.Read(SafetensorsWriter.ToBytes(written), "test");
        Assert.Equal(written.Metadata.OrderBy(entry => entry.Key), read.Metadata.OrderBy(entry => entry.Key));
        Assert.Equal(written.Tensors.Keys.Order(), read.Tensors.Keys.Order());
        foreach ((string name, DenseTensor tensor) in written.Tensors)
        {
            Assert.Equal(tensor.DType, read.Tensors[name].DType);
            Assert.Equal(tensor.Shape, read.Tensors[name].Shape);
            Assert.Equal(tensor.Bytes.ToArray(), read.Tensors[name].Bytes.ToArray());
        }
    }

    [Fact]
    public void Equal_content_gives_equal_bytes_in_any_order_of_insertion()
    {
        DenseTensor one = DenseTensor.From([1f], 1), two = DenseTensor.From([2.0], 1);
        byte[] forth = SafetensorsWriter.ToBytes(new(
            new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, new Dictionary<string, DenseTensor> { ["x"] = one, ["y"] = two }));
        byte[] back = SafetensorsWriter.ToBytes(new(
            new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }, new Dictionary<string, DenseTensor> { ["y"] = two, ["x"] = one }));
        Assert.Equal(forth, back);
        Assert.Equal(0UL, BinaryPrimitives.ReadUInt64LittleEndian(forth) % 8);
    }

    [Fact]
    public void Every_fixture_is_written_back_to_the_same_bytes()
    {
        foreach (string path in Directory.EnumerateFiles(FixtureFolder.Find(), "*.safetensors", SearchOption.AllDirectories))
        {
            byte[] bytes = File.ReadAllBytes(path);
            Assert.Equal(bytes, SafetensorsWriter.ToBytes(SafetensorsReader.Read(bytes, path)));
        }
    }

    [Fact]
    public void Every_truncation_is_noticed()
    {
        byte[] bytes = SafetensorsWriter.ToBytes(new(
            new Dictionary<string, string> { ["k"] = "v" },
            new Dictionary<string, DenseTensor> { ["x"] = DenseTensor.From([1f, 2f], 2), ["y"] = DenseTensor.Scalar(3) }));
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => SafetensorsReader.Read(bytes.AsMemory(0, length), "cut"));
        Assert.Throws<InvalidDataException>(() => SafetensorsReader.Read(new byte[bytes.Length + 1], "zeros"));
    }

    [Theory]
    [InlineData("""[]""", 0, "the header is not a JSON object")]
    [InlineData("""{"x":""", 0, "the header is not valid JSON")]
    [InlineData("""{"x":1}""", 0, "tensor 'x' is not described by a JSON object")]
    [InlineData("""{"__metadata__":[]}""", 0, "__metadata__ is not a JSON object")]
    [InlineData("""{"__metadata__":{"seed":1}}""", 0, "__metadata__ 'seed' is not a text")]
    [InlineData("""{"__metadata__":{"a":"","a":""}}""", 0, "__metadata__ 'a' is there twice")]
    [InlineData("""{"x":{"shape":[1],"data_offsets":[0,4]}}""", 4, "tensor 'x' has no valid dtype")]
    [InlineData("""{"x":{"dtype":"F8","shape":[2],"data_offsets":[0,4]}}""", 4, "tensor 'x' has dtype F8; supported are F32, F64, BF16, F16, I64")]
    [InlineData("""{"x":{"dtype":"F32","shape":4,"data_offsets":[0,4]}}""", 4, "tensor 'x' has no valid shape")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "tensor 'x' has -1 in shape")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "tensor 'x' has 1.5 in shape")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "does not fit into 4 bytes")]
    [InlineData("""{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}""", 4, "does not fit into 4 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2147483647,2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""", 4, "does not fit into 4 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", 4, "outside the file's 4 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "outside the file's 4 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "outside the file's 4 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "tensor 'x' leaves a hole before it: it begins at 4, not at 0")]
    [InlineData($$"""{"x":{{OneFloat}},"y":{{OneFloat}}}""", 4, "tensor 'y' overlaps the one before it: it begins at 0, not at 4")]
    [InlineData($$"""{"x":{{OneFloat}},"x":{{OneFloat}}}""", 4, "tensor 'x' is there twice")]
    [InlineData($$"""{"x":{{OneFloat}}}""", 5, "1 bytes after the last tensor belong to none")]
    public void A_wrong_file_is_named_with_what_is_wrong(string header, int dataLength, string expected)
    {
        var e = Assert.Throws<InvalidDataException>(() => SafetensorsReader.Read(Compose(header, dataLength), "some.safetensors"));
        Assert.StartsWith("some.safetensors: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void A_header_longer_than_the_file_is_noticed(long length)
    {
        byte[] bytes = Compose("{}", 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        var e = Assert.Throws<InvalidDataException>(() => SafetensorsReader.Read(bytes, "some.safetensors"));
        Assert.Contains($"the header is said to have {(ulong)length} bytes, 2 are there", e.Message, StringComparison.Ordinal);
    }

    static byte[] Compose(string header, int dataLength)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        return [.. length, .. text, .. new byte[dataLength]];
    }
}
