/**
 * Java types, records and JSON to Arrow and back: schemas, batches, type tokens and their text.
 *
 * <table>
 *   <caption>What stands for what</caption>
 *   <tr><th>Java</th><th>Arrow</th></tr>
 *   <tr><td>{@code boolean}, {@code byte}, {@code short}, {@code int}, {@code long}</td>
 *       <td>bool, int8, int16, int32, int64; with {@link dev.vgi.types.WireType} any integer type</td></tr>
 *   <tr><td>{@code BigInteger}</td><td>with {@code @ArrowType}, such as uint64</td></tr>
 *   <tr><td>{@code float}, {@code double}</td><td>float32, float64</td></tr>
 *   <tr><td>{@code BigDecimal}</td><td>decimal, with {@link dev.vgi.types.WireDecimal}</td></tr>
 *   <tr><td>{@code String}</td><td>utf8</td></tr>
 *   <tr><td>{@code byte[]}, {@code ByteBuffer}</td><td>binary</td></tr>
 *   <tr><td>{@code LocalDate}, {@code LocalTime}</td><td>date32, time64(us)</td></tr>
 *   <tr><td>{@code LocalDateTime}, {@code Instant}</td><td>timestamp(us), timestamp(us,tz=UTC)</td></tr>
 *   <tr><td>{@code Duration}</td><td>duration(us)</td></tr>
 *   <tr><td>{@code Period}, {@code PeriodDuration}</td><td>with {@code @ArrowType}, the interval types</td></tr>
 *   <tr><td>{@code List}, {@code Collection}, {@code Set}</td><td>list</td></tr>
 *   <tr><td>{@code Map}</td><td>map</td></tr>
 *   <tr><td>an enum</td><td>dictionary(int16, utf8) of the names of its constants</td></tr>
 *   <tr><td>a record</td><td>as a parameter or a result: binary, an IPC stream of one row; inside of other values: struct
 *       </td></tr>
 *   <tr><td>{@code Batch}, {@code Schema}</td><td>binary: an IPC stream, a schema message</td></tr>
 * </table>
 *
 * <p>A parameter, a result, a component and a field of a struct is not nullable unless it is {@code @Nullable} of
 * jspecify or an {@code Optional}. The elements of a list and the values of a map are nullable on the wire in any case,
 * as the reference has them, and keys never are; whether a null among them is accepted is for the Java type to say.
 */
@NullMarked
package dev.vgi.types;

import org.jspecify.annotations.NullMarked;
