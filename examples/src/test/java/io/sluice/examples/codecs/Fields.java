package io.sluice.examples.codecs;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import uk.co.real_logic.sbe.PrimitiveType;
import uk.co.real_logic.sbe.ir.Token;
import uk.co.real_logic.sbe.otf.AbstractTokenListener;

/** Names and values of the fields that SBE's decoder finds. */
final class Fields extends AbstractTokenListener {

    final List<String> seen = new ArrayList<>();

    @Override
    public void onEncoding(Token field, DirectBuffer buffer, int at, Token type, int actingVersion) {
        Object value = type.encoding().primitiveType() == PrimitiveType.CHAR
                ? buffer.getStringWithoutLengthAscii(at, type.arrayLength())
                : (Object) buffer.getLong(at, LITTLE_ENDIAN);
        seen.add(field.name() + " " + value);
    }
}
