const MESSAGE_ID = /"message_id"\s*:\s*"([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"/

/**
 * `message_id` for the refusal of a body that may be anything (DD-59): the first one that stands in its bytes, so that the
 * sender knows which message was refused also when the body is no JSON. Nothing when there is none.
 */
export function messageIdMember(request: Uint8Array): { message_id?: string } {
  // Names and ids are ASCII in every encoding that a body may have.
  const id = MESSAGE_ID.exec(new TextDecoder('latin1').decode(request))?.[1]
  return id === undefined ? {} : { message_id: id.toLowerCase() }
}
