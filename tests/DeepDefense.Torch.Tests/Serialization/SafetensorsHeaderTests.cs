using System.Buffers.Binary;
using System.Text;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Serialization;

/// <summary>Files that are not what they should be. Each is refused for its own reason.</summary>
public sealed class SafetensorsHeaderTests : LeakCheck
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public SafetensorsHeaderTests() => _path = _folder["hostile.safetensors"];

    [Fact]
    public void A_file_shorter_than_the_length_of_the_header_is_refused()
    {
        File.WriteAllBytes(_path, [1, 2, 3]);
        Refusal().ShouldBe("byte 0: found a file of 3 bytes; expected at least the 8 bytes of the header's length");
    }

    [Theory]
    [InlineData(1UL << 60)]
    [InlineData(ulong.MaxValue)]
    [InlineData(11UL)]
    public void A_header_beyond_the_file_is_refused(ulong length)
    {
        Write(length, "{}        ", 0);
        Refusal().ShouldBe(
            $"byte 0: found a header length of {length}; expected at most 10 in a safetensors file of 18 bytes");
    }

    [Fact]
    public void A_header_above_the_limit_is_refused()
    {
        Write(100_000_001, "{}", 0);
        using (FileStream sparse = File.OpenWrite(_path)) { sparse.SetLength(200_000_000); }
        Refusal().ShouldBe("byte 0: found a header length of 100000001; "
            + "expected at most 100000000 in a safetensors file of 200000000 bytes");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{\"a\":")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":[[[[[[[[[[]]]]]]]]]]}")]
    public void A_header_that_is_not_json_is_refused(string header)
    {
        Write(header, 0);
        Refusal().ShouldStartWith("byte 8: the header is not the JSON of a safetensors file: ");
    }

    [Fact]
    public void A_tensor_named_twice_is_refused()
    {
        Write("{\"a\":" + Entry("F32", "1", "0,4") + ",\"a\":" + Entry("F32", "1", "0,4") + "}", 4);
        Refusal().ShouldStartWith("byte 8: the header is not the JSON of a safetensors file: Duplicate ");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"a\":{}}")]
    [InlineData("{\"a\":{\"dtype\":1,\"shape\":[1],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":4,\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}")]
    [InlineData("{\"__metadata__\":[]}")]
    [InlineData("{\"__metadata__\":{\"a\":1}}")]
    public void A_header_of_other_json_is_refused(string header)
    {
        Write(header, 4);
        Refusal().ShouldEndWith("; expected dtype, shape and data_offsets for each tensor");
    }

    [Fact]
    public void An_unknown_type_is_refused_and_named()
    {
        Write("F8_E4M3", "4", "0,4");
        Refusal().ShouldStartWith("tensor 'a': found dtype 'F8_E4M3'; expected one of U8, ");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[0]")]
    [InlineData("[0, 4, 8]")]
    [InlineData("[-4, 0]")]
    [InlineData("[4, 0]")]
    [InlineData("[9223372036854775807, -9223372036854775808]")]
    public void A_range_that_is_none_is_refused(string range)
    {
        Write("F32", "1", range[1..^1]);
        Refusal().ShouldBe($"tensor 'a': found data_offsets {range}; expected a begin and an end, in order");
    }

    [Theory]
    [InlineData("2")]
    [InlineData("-1")]
    [InlineData("-1, -1")]
    [InlineData("4611686018427387905")]
    [InlineData("4294967296, 4294967296, 4294967297")]
    [InlineData("9223372036854775807, 9223372036854775807, 9223372036854775807, 9223372036854775807")]
    [InlineData("1, 1, 1, 1, 1, 1, 1, 1, 1")]
    public void A_shape_that_does_not_take_its_bytes_is_refused(string shape)
    {
        Write("F32", shape, "0,4");
        Refusal().ShouldStartWith($"tensor 'a': found 4 bytes for shape [{shape}] of F32; expected as many bytes as ");
    }

    [Theory]
    [InlineData("0, 4611686018427387904, 4611686018427387904")]
    [InlineData("4611686018427387904, 4611686018427387904, 0")]
    public void A_shape_whose_product_overflows_before_a_zero_is_refused(string shape)
    {
        Write("{\"a\":" + Entry("F32", shape, "0,0") + "}", 0);
        Refusal().ShouldStartWith("tensor 'a': ");
    }

    [Fact]
    public void A_range_beyond_the_file_is_refused()
    {
        Write("F32", "2", "0,8");
        Refusal().ShouldBe("tensor 'a': found data_offsets [0, 8]; expected a range that starts at 0, "
            + "where the one before ends, and stays within 4 bytes of data");
    }

    [Fact]
    public void A_truncated_file_is_refused()
    {
        using Tensor tensor = torch.zeros(10);
        Safetensors.Write(_path, [("a", tensor)], new Dictionary<string, string>());
        byte[] whole = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, whole[..^1]);
        Refusal().ShouldBe("tensor 'a': found data_offsets [0, 40]; expected a range that starts at 0, "
            + "where the one before ends, and stays within 39 bytes of data");
    }

    [Fact]
    public void Ranges_that_overlap_are_refused()
    {
        Write("{\"a\":" + Entry("F32", "2", "0,8") + ",\"b\":" + Entry("F32", "2", "4,12") + "}", 12);
        Refusal().ShouldStartWith("tensor 'b': found data_offsets [4, 12]; expected a range that starts at 8, ");
    }

    [Fact]
    public void Ranges_that_are_the_same_are_refused()
    {
        Write("{\"a\":" + Entry("F32", "1", "0,4") + ",\"b\":" + Entry("F32", "1", "0,4") + "}", 4);
        Refusal().ShouldContain("found data_offsets [0, 4]; expected a range that starts at 4, ");
    }

    [Fact]
    public void A_gap_between_ranges_is_refused()
    {
        Write("{\"a\":" + Entry("F32", "1", "0,4") + ",\"b\":" + Entry("F32", "1", "8,12") + "}", 12);
        Refusal().ShouldStartWith("tensor 'b': found data_offsets [8, 12]; expected a range that starts at 4, ");
    }

    [Fact]
    public void Bytes_after_the_last_tensor_are_refused()
    {
        Write("{\"a\":" + Entry("F32", "1", "0,4") + "}", 7);
        Refusal().ShouldBe("end of the tensors: found 3 bytes that belong to none; expected none");
    }

    [Fact]
    public void A_refusal_carries_the_path()
    {
        Write("{\"a\":" + Entry("F32", "1", "0,4") + "}", 7);
        Should.Throw<ModelFormatException>(() => Safetensors.Read(_path)).Path.ShouldBe(_path);
    }

    [Fact]
    public void Tensors_in_any_order_are_read()
    {
        Write("{\"b\":" + Entry("F32", "1", "4,8") + ",\"a\":" + Entry("U8", "4", "0,4") + "}", 8);
        using Safetensors read = Safetensors.Read(_path);
        read.Tensors.Keys.Order().ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_header_without_tensors_is_read()
    {
        Write("{}", 0);
        using Safetensors read = Safetensors.Read(_path);
        read.Tensors.ShouldBeEmpty();
    }

    protected override void Free() => _folder.Dispose();

    private static string Entry(string type, string shape, string range) =>
        $"{{\"dtype\":\"{type}\",\"shape\":[{shape}],\"data_offsets\":[{range}]}}";

    // One tensor named a, and four bytes.
    private void Write(string type, string shape, string range) =>
        Write("{\"a\":" + Entry(type, shape, range) + "}", 4);

    private void Write(string header, int data) => Write((ulong)Encoding.UTF8.GetByteCount(header), header, data);

    private void Write(ulong length, string header, int data)
    {
        byte[] prefix = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, length);
        File.WriteAllBytes(_path, [.. prefix, .. Encoding.UTF8.GetBytes(header), .. new byte[data]]);
    }

    private string Refusal()
    {
        string message = Should.Throw<ModelFormatException>(() => Safetensors.Read(_path)).Message;
        message.ShouldStartWith($"{_path}: ");
        return message[(_path.Length + 2)..];
    }
}
