import type { GlobalThemeOverrides } from 'naive-ui'

/** Naive UI in the colours of style.css: it computes shades, so it needs values rather than CSS variables. */

const shared = {
  fontFamily: 'var(--font)',
  fontFamilyMono: 'var(--mono)',
  borderRadius: '5px',
  borderRadiusSmall: '4px',
  fontSizeSmall: '13px',
  heightSmall: '28px',
}

const dense: GlobalThemeOverrides = {
  DataTable: { thPaddingSmall: '5px 8px', tdPaddingSmall: '4px 8px', fontSizeSmall: '13px' },
  Card: { paddingSmall: '10px 14px 12px', titleFontSizeSmall: '15px', borderRadius: '8px' },
  Form: { labelFontSizeTopSmall: '12.5px', feedbackHeightSmall: '18px', labelHeightSmall: '22px' },
  Empty: { textColor: 'var(--muted)', iconColor: 'var(--muted)' },
  Tabs: { tabPaddingSmallLine: '7px 0', tabGapSmallLine: '22px' },
}

export const lightOverrides: GlobalThemeOverrides = {
  ...dense,
  common: {
    ...shared,
    primaryColor: '#1f5fd0',
    primaryColorHover: '#3472e0',
    primaryColorPressed: '#174ba8',
    primaryColorSuppl: '#3472e0',
    infoColor: '#1f5fd0',
    infoColorHover: '#3472e0',
    successColor: '#17714a',
    successColorHover: '#1d8a5b',
    warningColor: '#935400',
    warningColorHover: '#ad6500',
    errorColor: '#c0271f',
    errorColorHover: '#d6382f',
    textColor1: '#111927',
    textColor2: '#1a2230',
    textColor3: '#57637a',
    placeholderColor: '#6b778c',
    bodyColor: '#f2f4f8',
    borderColor: '#cfd7e3',
    dividerColor: '#dbe1ea',
    tableHeaderColor: '#f0f3f8',
  },
}

/** Naive UI's dark fields have no edge; here they lie on surfaces of nearly their own colour. */
const darkEdge = {
  border: '1px solid #3a4557',
  borderHover: '1px solid #78a9ff',
  borderFocus: '1px solid #78a9ff',
}

export const darkOverrides: GlobalThemeOverrides = {
  ...dense,
  // Naive UI's chosen segment is hardly lighter than the others.
  Tabs: { ...dense.Tabs, colorSegment: '#151a22', tabColorSegment: '#283a5a' },
  Input: { ...darkEdge, borderDisabled: '1px solid #2b3442' },
  InternalSelection: { ...darkEdge, borderActive: darkEdge.borderFocus, borderDisabled: '1px solid #2b3442' },
  common: {
    ...shared,
    primaryColor: '#78a9ff',
    primaryColorHover: '#94bbff',
    primaryColorPressed: '#5a90ee',
    primaryColorSuppl: '#3f6fc4',
    infoColor: '#78a9ff',
    infoColorHover: '#94bbff',
    successColor: '#5bc795',
    successColorHover: '#74d4a8',
    warningColor: '#e6b056',
    warningColorHover: '#f0c078',
    errorColor: '#ff8a80',
    errorColorHover: '#ffa199',
    textColor1: '#f0f4fa',
    textColor2: '#e3e8f0',
    textColor3: '#9aa8bd',
    placeholderColor: '#7f8da3',
    bodyColor: '#12161d',
    cardColor: '#1a1f28',
    modalColor: '#1e2430',
    popoverColor: '#252d3a',
    tableColor: '#1a1f28',
    tableHeaderColor: '#212834',
    inputColor: '#151a22',
    borderColor: '#3a4557',
    dividerColor: '#323c4c',
  },
}
