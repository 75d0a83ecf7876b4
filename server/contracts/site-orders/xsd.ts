/**
 * The XSD of an order document (A-20, section 8), served as a file. What the contract's schema does not have and JSON
 * carries is optional and in the same style: `seller`, `city_delivery_id`, `offer/name`, `offer/unit`,
 * `tovar/@offers_mode`, `exchange` (exchange data beside the order) and `extra` (members that the contract does not know,
 * as JSON text with their pointer). `xsi:nil` tells an empty value (null) from an absent one.
 * The XSD checks the form; rules of a direction are checked in code.
 */
export const xsd = `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
  <xs:simpleType name="Money"><xs:restriction base="xs:decimal"><xs:minInclusive value="0"/><xs:fractionDigits value="2"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Qty"><xs:restriction base="xs:decimal"><xs:minExclusive value="0"/><xs:fractionDigits value="3"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="OrderId"><xs:restriction base="xs:string"><xs:pattern value="[A-Za-z0-9._\\-]{1,64}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Guid"><xs:restriction base="xs:string"><xs:pattern value="[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Inn"><xs:restriction base="xs:string"><xs:pattern value="\\d{10}|\\d{12}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="YesNo"><xs:restriction base="xs:string"><xs:enumeration value="Да"/><xs:enumeration value="Нет"/></xs:restriction></xs:simpleType>
  <xs:complexType name="Requisites"><xs:all>
    <xs:element name="organization" type="xs:string"/>
    <xs:element name="inn" type="Inn"/>
    <xs:element name="kpp" type="xs:string" minOccurs="0"/>
    <xs:element name="payment_account" type="xs:string" minOccurs="0"/>
    <xs:element name="correspondent_account" type="xs:string" minOccurs="0"/>
    <xs:element name="bik" type="xs:string" minOccurs="0"/>
    <xs:element name="bank" type="xs:string" minOccurs="0"/>
    <xs:element name="company_address" type="xs:string" minOccurs="0"/>
    <xs:element name="actual_address" type="xs:string" minOccurs="0"/>
    <xs:element name="nds" type="YesNo" minOccurs="0"/>
  </xs:all></xs:complexType>
  <xs:complexType name="Seller"><xs:all>
    <xs:element name="name" type="xs:string"/>
    <xs:element name="inn" type="Inn" minOccurs="0"/>
    <xs:element name="kpp" type="xs:string" minOccurs="0"/>
    <xs:element name="payment_account" type="xs:string" minOccurs="0"/>
    <xs:element name="bank" type="xs:string" minOccurs="0"/>
    <xs:element name="bik" type="xs:string" minOccurs="0"/>
    <xs:element name="correspondent_account" type="xs:string" minOccurs="0"/>
    <xs:element name="address" type="xs:string" minOccurs="0"/>
  </xs:all></xs:complexType>
  <xs:complexType name="Passport"><xs:all>
    <xs:element name="fio" type="xs:string"/>
    <xs:element name="number" type="xs:string"/>
    <xs:element name="issued" type="xs:string"/>
  </xs:all></xs:complexType>
  <xs:complexType name="Contrahens"><xs:all>
    <xs:element name="payment_method" type="xs:string"/>
    <xs:element name="field_of_activity" type="xs:string" minOccurs="0"/>
    <xs:element name="site" type="xs:string" minOccurs="0"/>
    <xs:element name="name" type="xs:string"/>
    <xs:element name="email" type="xs:string" minOccurs="0"/>
    <xs:element name="telefon" type="xs:string" minOccurs="0"/>
    <xs:element name="pasport_info" type="Passport" minOccurs="0" nillable="true"/>
  </xs:all></xs:complexType>
  <xs:complexType name="Offer"><xs:sequence minOccurs="0">
    <xs:element name="name" type="xs:string" minOccurs="0"/>
    <xs:element name="unit" type="xs:string" minOccurs="0"/>
    <xs:element name="storage" type="xs:string"/>
    <xs:element name="quantity" type="Qty"/>
    <xs:element name="price" type="Money"/>
    <xs:element name="discount" type="Money"/>
    <xs:element name="nds_s" type="xs:string"/>
    <xs:element name="nds_summa" type="Money"/>
    <xs:element name="summa" type="Money"/>
  </xs:sequence><xs:attribute name="id" type="Guid" use="required"/></xs:complexType>
  <xs:complexType name="Tovar"><xs:sequence>
    <xs:element name="offer" type="Offer" minOccurs="0" maxOccurs="unbounded"/>
    <xs:element name="storage" type="xs:string" minOccurs="0"/>
    <xs:element name="quantity" type="Qty" minOccurs="0"/>
  </xs:sequence>
    <xs:attribute name="id" type="xs:string"/>
    <xs:attribute name="offers_mode"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="alternatives"/><xs:enumeration value="kit"/></xs:restriction></xs:simpleType></xs:attribute>
  </xs:complexType>
  <xs:complexType name="ResultCode"><xs:all>
    <xs:element name="code" type="xs:string"/>
    <xs:element name="severity" type="xs:string"/>
    <xs:element name="field" type="xs:string" minOccurs="0"/>
    <xs:element name="value" type="xs:string" minOccurs="0"/>
    <xs:element name="message" type="xs:string"/>
  </xs:all></xs:complexType>
  <xs:complexType name="Result"><xs:sequence>
    <xs:element name="order_id" type="OrderId"/>
    <xs:element name="revision" type="xs:positiveInteger"/>
    <xs:element name="result" type="xs:string"/>
    <xs:element name="checked_at" type="xs:dateTime"/>
    <xs:element name="ref_1c" type="Guid" minOccurs="0"/>
    <xs:element name="number_1c" type="xs:string" minOccurs="0"/>
    <xs:element name="codes" type="ResultCode" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType>
  <xs:complexType name="Exchange"><xs:all>
    <xs:element name="revision" type="xs:positiveInteger" minOccurs="0"/>
    <xs:element name="mark_reason" type="xs:string" minOccurs="0"/>
    <xs:element name="marked_at" type="xs:dateTime" minOccurs="0"/>
    <xs:element name="authorized" type="xs:boolean" minOccurs="0"/>
    <xs:element name="cancelled_by_client" type="xs:boolean" minOccurs="0"/>
    <xs:element name="last_result" type="Result" minOccurs="0" nillable="true"/>
    <xs:element name="seq" type="xs:positiveInteger" minOccurs="0"/>
    <xs:element name="base_revision" type="xs:nonNegativeInteger" minOccurs="0"/>
    <xs:element name="ref_1c" type="Guid" minOccurs="0"/>
    <xs:element name="changed_at" type="xs:dateTime" minOccurs="0"/>
  </xs:all></xs:complexType>
  <xs:complexType name="Extra"><xs:simpleContent><xs:extension base="xs:string">
    <xs:attribute name="pointer" type="xs:string" use="required"/>
  </xs:extension></xs:simpleContent></xs:complexType>
  <xs:element name="orders"><xs:complexType><xs:sequence>
    <xs:element name="order_number" type="xs:string"/>
    <xs:element name="order_time" type="xs:dateTime"/>
    <xs:element name="number_delivery" type="xs:string" minOccurs="0" nillable="true"/>
    <xs:element name="status" type="xs:string"/>
    <xs:element name="QRCode" type="xs:string" minOccurs="0" nillable="true"/>
    <xs:element name="number_payment" type="xs:string" minOccurs="0" nillable="true"/>
    <xs:element name="seller" type="Seller" minOccurs="0" nillable="true"/>
    <xs:element name="requisites" type="Requisites" minOccurs="0" nillable="true"/>
    <xs:element name="contrahens" type="Contrahens"/>
    <xs:element name="city_delivery" type="xs:string"/>
    <xs:element name="city_delivery_id" type="xs:string" minOccurs="0"/>
    <xs:element name="delivery_method" type="xs:string"/>
    <xs:element name="address_delivery" type="xs:string" minOccurs="0"/>
    <xs:element name="transport_company" type="xs:string" minOccurs="0" nillable="true"/>
    <xs:element name="tovar" type="Tovar" minOccurs="0" maxOccurs="unbounded"/>
    <xs:element name="exchange" type="Exchange" minOccurs="0"/>
    <xs:element name="extra" type="Extra" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence><xs:attribute name="id" type="OrderId" use="required"/></xs:complexType></xs:element>
</xs:schema>
`
